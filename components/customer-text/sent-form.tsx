import { CHANNEL_WORD, usualChannel } from '#lib/core/customer/told.ts';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { ToldFields } from './told-fields.tsx';

/** The two answers to whether a copied reply was sent. */
export type AnswerActions = { sent: FormAction<null, string>; notSent: FormAction<null, string> };

/** Records that a copied reply was sent, in one press where the defaults are right, or that it was not. */
export function SentForm({
  textId,
  contactName,
  hasTicket,
  actions,
  answered,
}: {
  textId: string;
  /** The contact whom the reply greets; null where it greets nobody. */
  contactName: string | null;
  /** Whether there is an open ticket in which it may be sent. */
  hasTicket: boolean;
  actions: AnswerActions;
  /** Called when the answer is recorded, here or by somebody else before. */
  answered?: (() => void) | undefined;
}) {
  const to = contactName ?? 'the customer';
  const thenAnswered =
    (action: FormAction<null, string>): FormAction<null, string> =>
    async (before, form) => {
      const state = await action(before, form);
      if (state.status === 'done' || (state.status === 'refused' && state.problem === 'stale')) answered?.();
      return state;
    };
  return (
    <div className="flex flex-wrap items-start gap-2">
      <Form
        action={thenAnswered(actions.sent)}
        doneWords="Recorded that the reply was sent."
        className="flex flex-wrap items-start gap-2 has-[details[open]]:w-full [&>*]:mt-0"
      >
        <HiddenFields values={{ textId }} />
        <details className="text-table open:w-full">
          <summary className="py-1.5 text-subtle">
            To {to}, {CHANNEL_WORD[usualChannel(hasTicket)]}, now (change)
          </summary>
          <div className="flex flex-wrap items-end gap-2 pb-1">
            <ToldFields to={to} hasTicket={hasTicket} />
          </div>
        </details>
        <SubmitButton kind="secondary" pendingWords="Recording">
          Sent
        </SubmitButton>
      </Form>
      <Form
        action={thenAnswered(actions.notSent)}
        doneWords="Recorded that the reply was not sent."
        className="[&>*]:mt-0"
      >
        <HiddenFields values={{ textId }} />
        <SubmitButton kind="quiet" pendingWords="Recording">
          Not sent
        </SubmitButton>
      </Form>
    </div>
  );
}
