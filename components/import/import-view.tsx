'use client';

import { Callout } from '#components/ui/callout.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { ExportButton } from '#components/ui/export-button.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { IMPORT_PAGE_WORDS as WORDS, IMPORT_STATE_WORDS } from '#lib/core/import/import-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { type PageText, readPageText } from '#lib/core/live/page-text.ts';
import type { ImportPage } from '#lib/core/pages/import-page.ts';
import { ImportFacts } from './import-facts.tsx';
import { ProblemTable } from './problem-table.tsx';

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
        actions={<ImportActions page={data} actions={actions} />}
      />
      {outdated && <OutdatedNotice what="page" now={data.now} />}
      {data.refusal !== null && (
        <Callout tone="danger" title={WORDS.refused}>
          {data.refusal}
        </Callout>
      )}
      <Progress page={data} />
      <ImportFacts page={data} />
      {data.problems.length > 0 && (
        <Section
          title="Problems"
          aside={<ExportButton address={`/api/imports/${importId}/report`} total={null} label={WORDS.report} />}
        >
          <ProblemTable page={data} />
        </Section>
      )}
    </>
  );
}

function ImportActions({ page, actions }: { page: ImportPage; actions: Actions }) {
  const { counts, state, id, toPark } = page;
  const good = counts === null ? 0 : counts.newCustomers + counts.changedCustomers;
  return (
    <>
      {toPark > 0 && state !== 'judging' && (
        <Form action={actions.park} doneWords={WORDS.parkedDone}>
          <input type="hidden" name="importId" value={id} />
          <SubmitButton kind="secondary" pendingWords="Parking">
            {WORDS.park(toPark)}
          </SubmitButton>
        </Form>
      )}
      {state === 'judged' && counts !== null && (
        <ConfirmDialog
          trigger={{ label: WORDS.accept, kind: 'primary', blockedReason: good === 0 ? WORDS.nothing : undefined }}
          title={WORDS.acceptTitle(good)}
          confirm={WORDS.accept}
          pendingWords="Importing"
          hidden={{ importId: id, saw: String(counts.keys) }}
          action={actions.accept}
        >
          {WORDS.acceptConsequences(counts.keys, counts.accounts, counts.badCustomers)}
        </ConfirmDialog>
      )}
    </>
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
        className="h-2 w-full accent-accent-solid"
        aria-label={IMPORT_STATE_WORDS[state]}
        max={Math.max(total, 1)}
        value={doneCount}
      />
    </div>
  );
}
