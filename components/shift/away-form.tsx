'use client';

import { Form, type FormAction } from '#components/ui/form.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';

/** Until when this person is away, or that they are back. */
export function AwayForm({
  awayUntil,
  now,
  setAway,
  setBack,
}: {
  awayUntil: Date | null;
  now: Date;
  setAway: FormAction<null, string>;
  setBack: FormAction<null, string>;
}) {
  return (
    <>
      {awayUntil !== null && (
        <Form action={setBack} doneWords="You are back." className="mb-4">
          <p>
            You are away, so the team has your items. They are yours again <Instant at={awayUntil} now={now} />, except
            what somebody took.
          </p>
          <SubmitButton kind="secondary" pendingWords="Recording">
            I am back
          </SubmitButton>
        </Form>
      )}
      <Form action={setAway} doneWords="Recorded: you are away.">
        <TimeField
          name="until"
          label="Away until, in UTC"
          hint="Until then what you have belongs to the team, and nobody can hand you anything."
          type="datetime-local"
          required
        />
        <SubmitButton kind="secondary" pendingWords="Recording">
          Record my absence
        </SubmitButton>
      </Form>
    </>
  );
}
