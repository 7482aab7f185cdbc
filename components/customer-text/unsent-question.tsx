import { asksWhetherSent, copiedAgoWords } from '#lib/core/customer-text/unsent.ts';
import { SentForm, type AnswerActions } from './sent-form.tsx';

/**
 * Asks whether a copied reply was sent. Right after copying it only offers to record it; after half an hour it asks. It
 * covers nothing, and goes for good with the answer.
 */
export function UnsentQuestion({
  text: { textId, copiedAt },
  now,
  contactName,
  actions,
  answered,
}: {
  text: { textId: string; copiedAt: Date };
  now: Date;
  contactName: string | null;
  actions: AnswerActions;
  answered?: () => void;
}) {
  const words = asksWhetherSent(copiedAt, now) ? `${copiedAgoWords(copiedAt, now)} Did you send it?` : 'Sent it?';
  return (
    <section aria-label="Whether the reply was sent" className="rounded-md border border-line px-3 py-2">
      <p className="mb-1 font-medium">{words}</p>
      <SentForm key={textId} textId={textId} contactName={contactName} actions={actions} answered={answered} />
    </section>
  );
}
