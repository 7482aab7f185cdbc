'use client';

import { Instant } from '#components/ui/instant.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Section } from '#components/ui/section.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { StatusStrip } from '#components/verdict/status-strip.tsx';
import type { KeyPage } from '#lib/core/pages/key-page.ts';
import type { CopiedText } from '#lib/core/customer-text/text-input.ts';
import { CHECK_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import { CheckNowForm, type Checked } from '#components/probe/check-now-form.tsx';
import { EvidenceSection } from '#components/evidence/evidence-section.tsx';
import type { Added } from '#components/evidence/evidence-form.tsx';
import { KeyDates } from './key-clocks.tsx';
import { CustomerTextSection } from '#components/customer-text/customer-text.tsx';
import { KeyTimeline } from './key-events.tsx';
import { KeyFactsList } from './key-facts-list.tsx';
import { KeyIdentityLine, KeyProperties } from './key-identity.tsx';
import { OtherKeys } from './other-keys.tsx';
import { PermissionTests } from '#components/probe/permission-grid.tsx';
import { EncryptTestForm, type EncryptTested } from '#components/probe/prove-form.tsx';
import { RotationSection } from '#components/rotation/rotation-section.tsx';
import { UnprovenOwnership } from './unproven-ownership.tsx';
import { useKeyPage } from './use-key-page.ts';
import { StatusPanel } from '#components/verdict/verdict-panel.tsx';

/** Why nobody may check this key now; null where only the person's role decides. */
const keyBlocks = (page: KeyPage): string | null =>
  page.role === 'retired'
    ? CHECK_REFUSAL_WORDS.retired
    : page.ownership === 'unproven'
      ? CHECK_REFUSAL_WORDS.ownership_unproven
      : null;

/** The page of one key: its status first, then what that is based on. It updates after every check of the key. */
export function KeyView<
  CheckProblem extends string,
  TestProblem extends string,
  EvidenceProblem extends string,
  CopyProblem extends string,
>({
  initial,
  check,
  prove,
  addEvidence,
  copyReply,
  blocks,
}: {
  initial: KeyPage;
  check: FormAction<Checked, CheckProblem>;
  prove: FormAction<EncryptTested, TestProblem>;
  addEvidence: FormAction<Added, EvidenceProblem>;
  copyReply: FormAction<CopiedText, CopyProblem>;
  /** Why this person's role may not do it; null where it may. */
  blocks: Record<'check' | 'prove' | 'addEvidence' | 'copyReply', string | null>;
}) {
  const { page, outdated, readAgain } = useKeyPage(initial);
  return (
    <>
      <PageHeader
        title={page.customerName}
        summary={<KeyIdentityLine page={page} />}
        trail={[{ href: '/keys', label: 'Keys' }]}
        actions={
          <>
            <EncryptTestForm
              customerKeyId={page.id}
              action={prove}
              onDone={readAgain}
              blockedReason={keyBlocks(page) ?? blocks.prove}
            />
            <CheckNowForm
              customerKeyId={page.id}
              action={check}
              onDone={readAgain}
              blockedReason={keyBlocks(page) ?? blocks.check}
            />
          </>
        }
      />
      {outdated && (
        <p role="status" className="mb-3 text-warning-text">
          Keydesk is not answering. This page is from <Instant at={page.now} now={page.now} />.
        </p>
      )}
      {page.ownership === 'unproven' ? (
        <UnprovenOwnership advice={page.advice} />
      ) : (
        <>
          <div className="grid gap-x-10 gap-y-8 xl:grid-cols-2 [&>*]:mt-0">
            <StatusPanel page={page} />
            <CustomerTextSection page={page} action={copyReply} readAgain={readAgain} roleBlocks={blocks.copyReply} />
          </div>
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <PermissionTests page={page} />
            <div className="min-w-0">
              <KeyDates page={page} />
              <Section title="Status history" aside="90 days; worst status of each UTC day">
                <StatusStrip history={page.strip} now={page.now} />
              </Section>
              <RotationSection page={page} />
            </div>
          </div>
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <KeyFactsList page={page} />
            <KeyTimeline page={page} />
          </div>
          <EvidenceSection page={page} action={addEvidence} onAdded={readAgain} roleBlocks={blocks.addEvidence} />
        </>
      )}
      <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
        <KeyProperties page={page} />
        <OtherKeys page={page} />
      </div>
    </>
  );
}
