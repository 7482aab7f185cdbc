import { Section } from '#components/ui/section.tsx';
import type { ShownHandover } from '#lib/core/pages/handover-page.ts';
import { HandoverText } from './handover-text.tsx';

/** What this person handed over last; nothing where they never did. */
export function LastHandover({ last, now }: { last: ShownHandover | null; now: Date }) {
  if (last === null) return null;
  return (
    <Section title="Your last hand-over">
      <HandoverText handover={last} now={now} isOwn />
    </Section>
  );
}

/** What was acknowledged lately, so that its notes can be read again; nothing where there is none. */
export function AcknowledgedHandovers({ acknowledged, now }: { acknowledged: readonly ShownHandover[]; now: Date }) {
  if (acknowledged.length === 0) return null;
  return (
    <Section title="Notes of the last 24 hours">
      <ul className="space-y-4">
        {acknowledged.map((handover) => (
          <li key={handover.id} aria-label={`From ${handover.from}`} className="border-l-2 border-line pl-4">
            <HandoverText handover={handover} now={now} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
