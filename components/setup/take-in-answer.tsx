'use client';

import { useState } from 'react';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { AnswerLine, AnswerReading } from '#lib/core/pages/answer-reading.ts';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { FollowUpButton } from './make-texts.tsx';
import { NamedContacts } from './named-contacts.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';

/** What was read, and of what: the follow-up reads it once more. It stays in this page alone. */
type ReadAnswer = { reading: AnswerReading; pasted: string; quotedIsTheirs: boolean };

/** Reads a whole answer of the customer, shows what was understood, and takes in its keys one by one. */
export function TakeInAnswer({ page, actions }: { page: SetupPage; actions: SetupActions }) {
  const [read, setRead] = useState<ReadAnswer | null>(null);
  const action: FormAction<AnswerReading, string> = async (before, form) => {
    const state = await actions.readAnswer(before, form);
    const pasted = form.get('pasted');
    if (state.status === 'done' && typeof pasted === 'string')
      setRead({ reading: state.value, pasted, quotedIsTheirs: form.get('quotedIsTheirs') === 'on' });
    return state;
  };
  return (
    <>
      <Form action={action} doneWords="Read. What was understood is below.">
        <HiddenFields values={{ setupId: page.id }} />
        <TextArea
          name="pasted"
          label="What the customer sent"
          hint="The whole mail, with ARNs, policies and contacts. It is read and not stored."
          rows={5}
          mono
          required
          spellCheck={false}
        />
        <label className="flex items-start gap-2">
          <input type="checkbox" name="quotedIsTheirs" className="mt-1" />
          <span>The quoted part is the customer’s own message, as in a forwarded mail.</span>
        </label>
        <SubmitButton kind="secondary" pendingWords="Reading" blockedReason={actions.runBlocks ?? undefined}>
          Read the answer
        </SubmitButton>
      </Form>
      {read !== null && <Read page={page} read={read} actions={actions} />}
    </>
  );
}

function Read({ page, read, actions }: { page: SetupPage; read: ReadAnswer; actions: SetupActions }) {
  const { reading, pasted, quotedIsTheirs } = read;
  const { lines, notes, known, asks, contacts, missing } = reading;
  return (
    <div className="mt-4 space-y-4" aria-live="polite">
      {lines.map((line) => (
        <ReadLine key={line.lineId} page={page} line={line} actions={actions} />
      ))}
      <Words title="Not taken in" words={notes} />
      <NamedContacts page={page} contacts={contacts} actions={actions} />
      <Words title="Still missing" words={missing} />
      <Words title="Known already" words={known} />
      {asks && (
        <FollowUpButton
          page={page}
          actions={actions}
          label="Copy the follow-up"
          answer={{ pasted, ...(quotedIsTheirs && { quotedIsTheirs: 'on' as const }) }}
        />
      )}
    </div>
  );
}

const Words = ({ title, words }: { title: string; words: readonly string[] }) =>
  words.length > 0 && (
    <div>
      <h4 className="font-medium">{title}</h4>
      <ul className="max-w-prose list-disc space-y-1 pl-5 wrap-anywhere">
        {words.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );

function ReadLine({ page, line, actions }: { page: SetupPage; line: AnswerLine; actions: SetupActions }) {
  const { suggested, policy } = line;
  const known = page.lines.find(({ id }) => id === line.lineId)?.key?.arn;
  // A policy alone is about the key that came before.
  const arns = line.arns.length === 0 && known !== undefined ? [known] : line.arns;
  const isKnown = arns.length === 1 && arns[0] === known;
  const isNew = arns.length > 0 && (!isKnown || policy !== null);
  return (
    <div>
      <h4 className="font-medium">
        {line.workspace}, {line.region}
      </h4>
      {line.words.map((words) => (
        <p key={words} className="max-w-prose wrap-anywhere">
          {words}
        </p>
      ))}
      {isNew && (
        <Form action={actions.receive} doneWords={isKnown ? 'Saved.' : 'The key is taken in.'} className="mt-2">
          <HiddenFields
            values={{
              ...setupFields(page),
              lineId: line.lineId,
              region: line.region,
              grantStatement: policy === null ? '' : String(policy.grantStatement),
              missingActions: policy?.missingActions.join(',') ?? '',
              otherRegion: policy?.otherRegion ?? '',
            }}
          />
          {arns.length === 1 ? (
            <input type="hidden" name="arn" value={arns[0]} />
          ) : (
            <SelectField name="arn" label="Which key?" defaultValue={suggested ?? ''} required>
              {arns.map((arn) => (
                <option key={arn} value={arn}>
                  {arn}
                </option>
              ))}
            </SelectField>
          )}
          {page.customer.provider === null ? (
            <input type="hidden" name="holder" value="customer" />
          ) : (
            <SelectField name="holder" label="Whose AWS account has the key?">
              <option value="customer">{page.customer.name}</option>
              <option value="provider">{`${page.customer.provider}, their service provider`}</option>
            </SelectField>
          )}
          <SubmitButton pendingWords={isKnown ? 'Saving' : 'Taking in'} blockedReason={actions.runBlocks ?? undefined}>
            {isKnown ? `Save what the policy says for ${line.workspace}` : `Take in the key for ${line.workspace}`}
          </SubmitButton>
        </Form>
      )}
    </div>
  );
}
