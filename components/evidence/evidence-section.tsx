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

/** The newest of its type; older ones are history. */
const isLatest = (item: Evidence, all: readonly Evidence[]): boolean =>
  all.find(({ content }) => content.kind === item.content.kind)?.id === item.id;

/** Evidence about this key, with its date, separate from everything that our checks saw. */
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
    <Section title="Evidence from the customer" aside="Pasted by staff, not seen by our checks">
      {evidence.length === 0 ? (
        <EmptyState>None yet. Evidence can explain a finding, but it never makes a key usable.</EmptyState>
      ) : (
        <ul aria-label="Evidence from the customer" className="divide-y divide-line">
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
        <summary className="cursor-pointer font-medium">Ask for evidence and add it</summary>
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
