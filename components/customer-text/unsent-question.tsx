import { asksWhetherSent, whetherSentWords } from '#lib/core/customer-text/unsent.ts';
import { SentForm, type AnswerActions } from './sent-form.tsx';

/**
 * Asks whether a copied reply was sent. Right after copying it only offers to record it; after half an hour it asks. It
 * covers nothing, and goes for good with the answer.
 */
export function UnsentQuestion({
  text: { textId, copiedAt, by },
  now,
  contactName,
  hasTicket,
  actions,
  answered,
}: {
  /** `by`: who copied it, where that isn't the reader. */
  text: { textId: string; copiedAt: Date; by: string | null };
  now: Date;
  contactName: string | null;
  /** Whether there is an open ticket in which it may be sent. */
  hasTicket: boolean;
  actions: AnswerActions;
  answered?: () => void;
}) {
  const words = asksWhetherSent(copiedAt, by, now) ? whetherSentWords(copiedAt, by, now) : 'Sent it?';
  return (
    <section aria-label="Whether the reply was sent" className="rounded-md border border-line px-3 py-2">
      <p className="mb-1 font-medium">{words}</p>
      <SentForm
        key={textId}
        textId={textId}
        contactName={contactName}
        hasTicket={hasTicket}
        actions={actions}
        answered={answered}
      />
    </section>
  );
}
