import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { ToldFields } from './told-fields.tsx';

/** Records that the customer was told a frozen text. */
export const RecordTold = ({
  action,
  fields,
  hasTicket,
  blockedReason,
}: {
  action: FormAction<null, string>;
  /** Which text it is, of what. */
  fields: Readonly<Record<string, string>>;
  /** Whether a ticket is recorded with it. */
  hasTicket: boolean;
  /** Why this person's role may not record it; null where it may. */
  blockedReason: string | null;
}) => (
  <Form action={action} doneWords="Recorded that the customer was told.">
    <HiddenFields values={fields} />
    <div className="flex flex-wrap gap-3">
      <ToldFields hasTicket={hasTicket} />
    </div>
    <SubmitButton pendingWords="Recording" blockedReason={blockedReason ?? undefined}>
      Record as told
    </SubmitButton>
  </Form>
);
