'use client';

import { Instant } from '#components/ui/instant.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import type { KeyPage } from '#lib/core/key-page.ts';
import { CHECK_REFUSAL_WORDS } from '#lib/core/refusal-words.ts';
import { CheckNowForm, type Checked } from './check-now-form.tsx';
import { KeyEvents } from './key-events.tsx';
import { KeyFactsList } from './key-facts-list.tsx';
import { KeyIdentityLine, KeyProperties } from './key-identity.tsx';
import { OtherKeys } from './other-keys.tsx';
import { PermissionGrid } from './permission-grid.tsx';
import { UnprovenOwnership } from './unproven-ownership.tsx';
import { useKeyPage } from './use-key-page.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** Why a key may not be checked now; null where the role alone decides. */
const keyBlocks = (page: KeyPage): string | null =>
  page.role === 'retired'
    ? CHECK_REFUSAL_WORDS.retired
    : page.ownership === 'unproven'
      ? CHECK_REFUSAL_WORDS.ownership_unproven
      : null;

/** One key, whole: the verdict first, then what it rests on. It follows every check of the key, whoever asked for it. */
export function KeyView<Problem extends string>({
  initial,
  check,
  roleBlocks,
}: {
  initial: KeyPage;
  check: FormAction<Checked, Problem>;
  /** Why this person's role may not check; null where it may. */
  roleBlocks: string | null;
}) {
  const { page, outdated, readAgain } = useKeyPage(initial);
  return (
    <>
      <PageHeader
        title={page.customerName}
        truth={<KeyIdentityLine page={page} />}
        trail={[{ href: '/keys', label: 'Keys' }]}
        actions={
          <CheckNowForm
            customerKeyId={page.id}
            action={check}
            onDone={readAgain}
            blockedReason={keyBlocks(page) ?? roleBlocks}
          />
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
          <VerdictPanel page={page} />
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <PermissionGrid page={page} />
            <KeyFactsList page={page} />
          </div>
          <KeyEvents page={page} />
        </>
      )}
      <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
        <KeyProperties page={page} />
        <OtherKeys page={page} />
      </div>
    </>
  );
}
