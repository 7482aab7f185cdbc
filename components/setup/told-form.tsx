import { ToldFields } from '#components/customer-text/told-fields.tsx';

import { Form } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupPage, SetupTextView } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';

/** Records who was told a frozen text. A text that is no longer current may have been sent before. */
export function ToldForm({
  page,
  text,
  actions,
  isCurrent,
}: {
  page: SetupPage;
  text: SetupTextView;
  actions: SetupActions;
  isCurrent: boolean;
}) {
  return (
    <Form action={actions.told} doneWords="Recorded that the customer was told.">
      <HiddenFields values={{ ...setupFields(page), textId: text.id }} />
      <div className="flex flex-wrap items-end gap-3">
        <ToldFields to={page.askedBy} hasTicket={page.ticket !== null} />
        {text.kind === 'cleared' && (
          <TimeField
            name="firstBackupDueAt"
            label="First backup expected, in UTC"
            hint="Empty: two days after they were told."
            type="datetime-local"
          />
        )}
      </div>
      <SubmitButton
        kind={isCurrent ? 'primary' : 'secondary'}
        pendingWords="Recording"
        blockedReason={actions.runBlocks ?? undefined}
      >
        Record as told
      </SubmitButton>
    </Form>
  );
}
