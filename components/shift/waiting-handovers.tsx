'use client';

import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ShownHandover } from '#lib/core/pages/handover-page.ts';
import { ACKNOWLEDGE_WORDS, REPLACEMENT_TAKEN_WORDS } from '#lib/core/shift/handover-words.ts';
import { HandoverText } from './handover-text.tsx';

/** What was handed over to this person or to the team and nobody acknowledged; nothing where there is none. */
export function WaitingHandovers({
  waiting,
  now,
  acknowledge,
}: {
  waiting: readonly ShownHandover[];
  now: Date;
  acknowledge: FormAction<null, string>;
}) {
  if (waiting.length === 0) return null;
  return (
    <Section title="Handed over" aside="Read the note, then acknowledge it">
      <ul className="space-y-4">
        {waiting.map((handover) => (
          <li key={handover.id} aria-label={`From ${handover.from}`} className="border-l-2 border-info-line pl-4">
            <HandoverText handover={handover} now={now} />
            <p className="mb-2 max-w-prose text-table text-subtle">
              {handover.to === null ? ACKNOWLEDGE_WORDS.you : ACKNOWLEDGE_WORDS.team}
              {handover.to !== null &&
                handover.items.some(({ kind }) => kind === 'replacement') &&
                ` ${REPLACEMENT_TAKEN_WORDS}`}
            </p>
            <Form action={acknowledge} doneWords="Acknowledged.">
              <HiddenFields values={{ handoverId: handover.id }} />
              <SubmitButton kind="secondary" pendingWords="Acknowledging">
                Acknowledge
              </SubmitButton>
            </Form>
          </li>
        ))}
      </ul>
    </Section>
  );
}
