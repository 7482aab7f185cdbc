'use client';

import { Callout } from '#components/ui/callout.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

import { Form } from '#components/ui/form.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { utcWords } from '#components/ui/time-words.ts';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { ATTENTION_WORDS, REMINDER_WORDS } from '#lib/core/setup/setup-words.ts';
import type { Reminder } from '#lib/core/setup/standing.ts';
import { hasFindings } from './has-findings.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { FindingsButton, FollowUpButton, UnverifiedReader } from './make-texts.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';

type Props = { page: SetupPage; actions: SetupActions };

/** When the customer is reminded; what to send, once that is due; and what to do where a hold has ended. */
export function ReminderLine({ page, actions }: Props) {
  const { standing, withdrawn, now } = page;
  if (standing === null) return null;
  const { reminder, attention } = standing;
  const isDue = reminder?.kind === 'on' && reminder.due;
  return (
    <div className="mb-6 space-y-3">
      {attention.includes('hold_over') && (
        <Callout tone="warning" title={ATTENTION_WORDS.hold_over.title}>
          {page.hold !== null && (
            <p>
              It was until {utcWords(page.hold.until.getTime())}: {page.hold.reason}
            </p>
          )}
          <p>{ATTENTION_WORDS.hold_over.todo}</p>
        </Callout>
      )}
      {isDue && (
        <Callout tone="warning" title={ATTENTION_WORDS.remind.title}>
          <p>
            It was due <Instant at={reminder.at} now={now} />. {ATTENTION_WORDS.remind.todo}
          </p>
          <UnverifiedReader page={page} />
          <div className="mt-2 flex flex-wrap gap-3">
            <TextsToSend page={page} actions={actions} />
          </div>
        </Callout>
      )}
      {reminder !== null && withdrawn === null && (
        <div className="flex flex-wrap items-center gap-3">
          <p>
            <ReminderWords reminder={reminder} now={now} />
          </p>
          <ReminderButtons page={page} actions={actions} reminder={reminder} />
        </div>
      )}
    </div>
  );
}

function ReminderWords({ reminder, now }: { reminder: Reminder; now: Date }) {
  if (reminder.kind === 'off') return REMINDER_WORDS.off;
  return (
    <>
      {reminder.due ? REMINDER_WORDS.due : REMINDER_WORDS.planned} <Instant at={reminder.at} now={now} />
      {reminder.chosen ? REMINDER_WORDS.chosen : REMINDER_WORDS.usual}
    </>
  );
}

/** What the customer has not sent or shown, and what the tests of their keys found. */
function TextsToSend({ page, actions }: Props) {
  const found = page.lines.filter(hasFindings);
  const asks = page.lines.some(({ stage }) => stage?.step === 'key' || stage?.step === 'ownership');
  return (
    <>
      {asks && <FollowUpButton page={page} actions={actions} label="Copy the reminder" />}
      {found.map((line) => (
        <FindingsButton
          key={line.id}
          page={page}
          line={line}
          actions={actions}
          label={`Copy what the tests of ${line.workspace} found`}
        />
      ))}
    </>
  );
}

function ReminderButtons({ page, actions, reminder }: Props & { reminder: Reminder }) {
  const blockedReason = actions.runBlocks ?? undefined;
  const isOn = reminder.kind === 'on';
  return (
    <div className="-mx-2 flex flex-wrap gap-1">
      <Dialog
        trigger={{ label: 'Choose a date', size: 'small', kind: 'quiet', blockedReason }}
        title="Remind the customer"
      >
        <Form action={actions.remind} doneWords="The reminder is changed.">
          <HiddenFields values={setupFields(page)} />
          <TimeField name="remind" label="When, in UTC" type="datetime-local" required />
          <SubmitButton pendingWords="Changing">Change the reminder</SubmitButton>
        </Form>
      </Dialog>
      <Form action={actions.remind} doneWords={isOn ? 'Reminders are off.' : 'Reminders are on.'}>
        <HiddenFields values={{ ...setupFields(page), remind: isOn ? 'off' : 'usual' }} />
        <SubmitButton kind="quiet" size="small" pendingWords="Changing" blockedReason={blockedReason}>
          {isOn ? 'Switch off' : 'Switch on'}
        </SubmitButton>
      </Form>
    </div>
  );
}
