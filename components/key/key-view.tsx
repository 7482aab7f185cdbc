'use client';

import { Instant } from '#components/ui/instant.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Section } from '#components/ui/section.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { VerdictStrip } from '#components/verdict/status-strip.tsx';
import type { KeyPage } from '#lib/core/pages/key-page.ts';
import type { CopiedText } from '#lib/core/customer-text/text-input.ts';
import { CHECK_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import { CheckNowForm, type Checked } from '#components/probe/check-now-form.tsx';
import { EvidenceSection } from '#components/evidence/evidence-section.tsx';
import type { Added } from '#components/evidence/evidence-form.tsx';
import { KeyClocks } from './key-clocks.tsx';
import { CustomerTextSection } from '#components/customer-text/customer-text.tsx';
import { KeyEvents } from './key-events.tsx';
import { KeyFactsList } from './key-facts-list.tsx';
import { KeyIdentityLine, KeyProperties } from './key-identity.tsx';
import { OtherKeys } from './other-keys.tsx';
import { PermissionGrid } from '#components/probe/permission-grid.tsx';
import { ProveForm, type Proved } from '#components/probe/prove-form.tsx';
import { RotationSection } from '#components/rotation/rotation-section.tsx';
import { UnprovenOwnership } from './unproven-ownership.tsx';
import { useKeyPage } from './use-key-page.ts';
import { VerdictPanel } from '#components/verdict/verdict-panel.tsx';

/** Why a key may not be checked now; null where the role alone decides. */
const keyBlocks = (page: KeyPage): string | null =>
  page.role === 'retired'
    ? CHECK_REFUSAL_WORDS.retired
    : page.ownership === 'unproven'
      ? CHECK_REFUSAL_WORDS.ownership_unproven
      : null;

/** One key, whole: the verdict first, then what it rests on. It follows every check of the key, whoever asked for it. */
export function KeyView<
  CheckProblem extends string,
  ProveProblem extends string,
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
  prove: FormAction<Proved, ProveProblem>;
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
        truth={<KeyIdentityLine page={page} />}
        trail={[{ href: '/keys', label: 'Keys' }]}
        actions={
          <>
            <ProveForm
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
          The desk is not answering. What you see is from <Instant at={page.now} now={page.now} />.
        </p>
      )}
      {page.ownership === 'unproven' ? (
        <UnprovenOwnership advice={page.advice} />
      ) : (
        <>
          <div className="grid gap-x-10 gap-y-8 xl:grid-cols-2 [&>*]:mt-0">
            <VerdictPanel page={page} />
            <CustomerTextSection page={page} action={copyReply} readAgain={readAgain} roleBlocks={blocks.copyReply} />
          </div>
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <PermissionGrid page={page} />
            <div className="min-w-0">
              <KeyClocks page={page} />
              <Section title="90 days" aside="Worst of each UTC day">
                <VerdictStrip history={page.strip} now={page.now} />
              </Section>
              <RotationSection page={page} />
            </div>
          </div>
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <KeyFactsList page={page} />
            <KeyEvents page={page} />
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
