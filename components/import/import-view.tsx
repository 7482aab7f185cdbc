'use client';

import { Callout } from '#components/ui/callout.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { IMPORT_PAGE_WORDS as WORDS, IMPORT_STATE_WORDS } from '#lib/core/import/import-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import type { ImportPage } from '#lib/core/pages/import-page.ts';
import { DryRunFacts, FileFacts, ResultFacts } from './import-facts.tsx';
import { Problems } from './problems.tsx';

type Actions = { accept: FormAction<null, string>; park: FormAction<null, string> };

const concerns = ({ kind, id }: HeardChange, page: ImportPage): boolean => kind === 'import' && id === page.id;

/** One import: what the dry run found, what can be done with it, and what became of it. */
export function ImportView({
  importId,
  initialText,
  actions,
}: {
  importId: string;
  initialText: PageText<ImportPage>;
  actions: Actions;
}) {
  const { data, outdated } = useLiveQuery({
    queryKey: ['import', importId],
    address: `/api/imports/${importId}`,
    initialText,
    parse: readPageText<ImportPage>,
    concerns,
  });
  return (
    <>
      <PageHeader
        title={data.fileName}
        trail={[{ href: '/imports', label: 'Imports' }]}
        summary={`${IMPORT_STATE_WORDS[data.state]}.`}
        actions={<AcceptButton page={data} accept={actions.accept} />}
      />
      {outdated && <OutdatedNotice what="page" now={data.now} />}
      {data.refusal !== null && (
        <Callout tone="danger" title={WORDS.refused}>
          {data.refusal}
        </Callout>
      )}
      <Progress page={data} />
      <ResultFacts page={data} />
      <DryRunFacts page={data} />
      {data.state !== 'judging' && <Problems page={data} park={actions.park} />}
      <FileFacts page={data} />
    </>
  );
}

function AcceptButton({ page: { counts, state, id }, accept }: { page: ImportPage; accept: Actions['accept'] }) {
  if (state !== 'judged' || counts === null) return null;
  const good = counts.newCustomers + counts.changedCustomers;
  return (
    <ConfirmDialog
      trigger={{ label: WORDS.accept, kind: 'primary', blockedReason: good === 0 ? WORDS.nothing : undefined }}
      title={WORDS.acceptTitle(good)}
      confirm={WORDS.accept}
      pendingWords="Importing"
      hidden={{ importId: id, saw: String(counts.keys) }}
      action={accept}
    >
      {WORDS.acceptConsequences(counts.keys, counts.accounts, counts.badCustomers)}
    </ConfirmDialog>
  );
}

/** How far the present step is. */
function Progress({ page: { state, doneCount, rowCount, counts } }: { page: ImportPage }) {
  if (state !== 'judging' && state !== 'running') return null;
  const total = state === 'running' && counts !== null ? counts.newRows + counts.changedRows : rowCount;
  return (
    <div className="mb-6 max-w-prose">
      <p className="mb-1 tabular-nums">{WORDS.progress(doneCount, total)}</p>
      <progress
        className="block h-2 w-full appearance-none overflow-hidden rounded-full border border-line-strong bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        aria-label={IMPORT_STATE_WORDS[state]}
        max={Math.max(total, 1)}
        value={doneCount}
      />
    </div>
  );
}
