'use client';

import { announce } from '#components/ui/announcer.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { ATTENTION_WORDS, BACKUP_DONE_WORDS } from '#lib/core/setup/setup-words.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { fieldsOf, type LineForm } from './line-forms.tsx';
import type { SetupActions } from './setup-actions.ts';

/** What is to be done until the first backup with the key is recorded. */
export function FirstBackup(props: LineForm) {
  const { page, line, actions } = props;
  const attention = line.stage?.attention;
  return (
    <div className="space-y-4">
      {(attention === 'other_key' || attention === 'no_first_backup') && (
        <Callout tone="warning" title={ATTENTION_WORDS[attention].title}>
          {line.otherKey !== null && (
            <p>
              <Identifier value={line.otherKey.arn} what="ARN of the other key" /> used{' '}
              <Instant at={line.otherKey.at} now={page.now} />
            </p>
          )}
          {attention === 'no_first_backup' && line.firstBackupDueAt !== null && (
            <p>
              It was expected <Instant at={line.firstBackupDueAt} now={page.now} />.
            </p>
          )}
          <p>{ATTENTION_WORDS[attention].todo}</p>
          {attention === 'other_key' && line.otherKey !== null && line.otherKey.text !== null && (
            <CopyButton value={line.otherKey.text} what="text for the customer">
              Copy text for the customer
            </CopyButton>
          )}
        </Callout>
      )}
      <FirstBackupForm {...props} />
      <Disclosure summary="It is expected later" summaryClassName="cursor-pointer font-medium">
        {() => (
          <Form action={actions.expectBackup} doneWords="Recorded." className="mt-2">
            <HiddenFields values={fieldsOf(props)} />
            <TimeField name="dueAt" label="Expected, in UTC" type="datetime-local" required />
            <TextArea name="reason" label="What did the customer say?" rows={2} required maxLength={1_000} />
            <SubmitButton kind="secondary" pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
              Record when it is expected
            </SubmitButton>
          </Form>
        )}
      </Disclosure>
    </div>
  );
}

/** Records the first backup, with this key or with another. */
function FirstBackupForm(props: LineForm) {
  const { actions } = props;
  const record: SetupActions['firstBackup'] = async (before, form) => {
    const state = await actions.firstBackup(before, form);
    if (state.status === 'done') announce(BACKUP_DONE_WORDS[state.value.finished ? 'finished' : 'other_key']);
    return state;
  };
  return (
    <Form action={record}>
      <HiddenFields values={fieldsOf(props)} />
      <TextField
        name="arn"
        label="Key ARN that the backup used"
        hint="As the customer or our product shows it. A key other than the one of this workspace is recorded too."
        required
        maxLength={2_048}
        spellCheck={false}
      />
      <TimeField name="at" label="When it ran, in UTC" type="datetime-local" required />
      <SubmitButton pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
        Record the first backup
      </SubmitButton>
    </Form>
  );
}
