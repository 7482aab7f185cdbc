import { Badge } from '#components/ui/badge.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { ADD_EVIDENCE_REFUSAL } from '#lib/core/evidence/evidence-refusal.ts';
import { EVIDENCE_KIND_WORD, EVIDENCE_SOURCE_WORD, evidenceLine } from '#lib/core/evidence/evidence-words.ts';
import type { Evidence } from '#lib/core/finding/evidence.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { EvidenceCommands } from './evidence-commands.tsx';
import { EvidenceForm, type Added } from './evidence-form.tsx';
import { EvidenceReading } from './evidence-reading.tsx';

/** The latest of its kind: an older one is history. */
const isLatest = (item: Evidence, all: readonly Evidence[]): boolean =>
  all.find(({ content }) => content.kind === item.content.kind)?.id === item.id;

/** What we were told of this key: somebody’s word, dated, and apart from everything that our checks saw. */
export function EvidenceSection<Problem extends string>({
  page,
  action,
  onAdded,
  roleBlocks,
}: {
  page: ProvenKeyPage;
  action: FormAction<Added, Problem>;
  onAdded: () => Promise<void>;
  /** Why this person's role may not add to it; null where it may. */
  roleBlocks: string | null;
}) {
  const { evidence, now } = page;
  return (
    <Section title="What we were told" aside="The customer’s word, pasted by staff, not seen by our checks">
      {evidence.length === 0 ? (
        <EmptyState>
          Nothing so far. What a customer sends can settle a doubt about a finding; it never makes a key usable.
        </EmptyState>
      ) : (
        <ul aria-label="What we were told" className="divide-y divide-line">
          {evidence.map((item) => (
            <li key={item.id} className="py-2.5">
              <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                <h3 className="font-medium">{EVIDENCE_KIND_WORD[item.content.kind]}</h3>
                <Badge>{isLatest(item, evidence) ? EVIDENCE_SOURCE_WORD[item.content.kind] : 'Older'}</Badge>
                <span className="text-table text-subtle">
                  as of <Instant at={item.asOf} now={now} />, added by {item.addedBy}{' '}
                  <Instant at={item.addedAt} now={now} />
                </span>
              </div>
              <div className="mt-1 border-l-2 border-dashed border-line-strong pl-4">
                {isLatest(item, evidence) ? (
                  <EvidenceReading content={item.content} timeZone={page.timeZone} />
                ) : (
                  <p className="text-subtle">{evidenceLine(item.content)}.</p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <details className="mt-3">
        <summary className="cursor-pointer font-medium">Ask the customer, and add what they send</summary>
        <div className="mt-3">
          <EvidenceCommands arn={page.arn} region={page.region} />
          <EvidenceForm
            customerKeyId={page.id}
            action={action}
            onAdded={onAdded}
            blockedReason={page.role === 'retired' ? ADD_EVIDENCE_REFUSAL.retired.words : roleBlocks}
          />
        </div>
      </details>
    </Section>
  );
}
