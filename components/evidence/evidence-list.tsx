import { Badge } from '#components/ui/badge.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { PastInstant } from '#components/ui/instant.tsx';
import { ADD_EVIDENCE_REFUSAL } from '#lib/core/evidence/evidence-refusal.ts';
import { evidenceSource, evidenceTitle } from '#lib/core/evidence/evidence-source.ts';
import { evidenceLine } from '#lib/core/evidence/evidence-words.ts';
import type { Evidence } from '#lib/core/finding/evidence.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { CloseError, type CloseErrorAction } from './close-error.tsx';
import type { Added } from './evidence-form.tsx';
import { EvidenceReading } from './evidence-reading.tsx';
import { isOutOfUse, OtherKey, replaceHrefOf } from './other-key.tsx';

// Most visits add no evidence, so the form and what it needs are fetched when somebody opens it.
const fetchAddEvidence = () => import('./add-evidence.tsx');

/** Whether it counts: the newest of its type, and every error from production that nobody closed (H14). */
const counts = (item: Evidence, all: readonly Evidence[]): boolean =>
  item.content.kind === 'production_error'
    ? item.closed === null
    : all.find(({ content }) => content.kind === item.content.kind)?.id === item.id;

const badgeOf = (item: Evidence, all: readonly Evidence[]): string => {
  if (item.closed !== null) return 'Closed';
  return counts(item, all) ? evidenceSource(item.content) : 'Older';
};

/** Evidence about this key, with its date, separate from everything that our checks saw. */
export function EvidenceList<Problem extends string, CloseProblem extends string>({
  page,
  action,
  roleBlocks,
  close,
}: {
  page: ProvenKeyPage;
  action: FormAction<Added, Problem>;
  /** Why this person's role may not add to it; null where it may. */
  roleBlocks: string | null;
  close: CloseErrorAction<CloseProblem>;
}) {
  const { evidence, now } = page;
  const replaceHref = replaceHrefOf(page);
  return (
    <>
      {replaceHref !== null && isOutOfUse(page) && <OtherKey why="out_of_use" replaceHref={replaceHref} />}
      {evidence.length === 0 ? (
        <EmptyState>None yet. Evidence can explain a finding, but it never makes a key usable.</EmptyState>
      ) : (
        <ul aria-label="Evidence" className="divide-y divide-line">
          {evidence.map((item) => (
            <li key={item.id} className="py-2.5">
              <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                <h3 className="font-medium">{evidenceTitle(item.content)}</h3>
                <Badge>{badgeOf(item, evidence)}</Badge>
                <span className="text-table text-subtle">
                  as of <PastInstant at={item.asOf} now={now} />, added by {item.addedBy}{' '}
                  <PastInstant at={item.addedAt} now={now} />
                </span>
                {item.content.kind === 'production_error' && item.closed === null && (
                  <CloseError evidenceId={item.id} close={close} />
                )}
              </div>
              <div className="mt-1 border-l-2 border-dashed border-line-strong pl-4">
                {counts(item, evidence) ? (
                  <EvidenceReading content={item.content} timeZone={page.timeZone} />
                ) : (
                  <p className="text-subtle">{evidenceLine(item.content)}.</p>
                )}
                {item.closed !== null && (
                  <p>
                    Closed by {item.closed.by}, <PastInstant at={item.closed.at} now={now} />: {item.closed.reason}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Disclosure
        id="add-evidence"
        className="mt-3"
        summaryClassName="cursor-pointer font-medium"
        summary="Ask for evidence and add it"
      >
        {() => (
          <FetchedPart fetchPart={fetchAddEvidence}>
            {({ AddEvidence }) => (
              <AddEvidence
                page={page}
                action={action}
                blockedReason={page.role === 'retired' ? ADD_EVIDENCE_REFUSAL.retired.words : roleBlocks}
              />
            )}
          </FetchedPart>
        )}
      </Disclosure>
    </>
  );
}
