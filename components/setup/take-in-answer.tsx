'use client';

import { useState } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { AnswerLine, AnswerReading } from '#lib/core/pages/answer-reading.ts';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { NamedContacts } from './named-contacts.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';

/** Reads a whole answer of the customer, shows what was understood, and takes in its keys one by one. */
export function TakeInAnswer({ page, actions }: { page: SetupPage; actions: SetupActions }) {
  const [reading, setReading] = useState<AnswerReading | null>(null);
  const read: FormAction<AnswerReading, string> = async (before, form) => {
    const state = await actions.readAnswer(before, form);
    if (state.status === 'done') setReading(state.value);
    return state;
  };
  return (
    <>
      <Form action={read} doneWords="Read. What was understood is below.">
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
      {reading !== null && <Read page={page} reading={reading} actions={actions} />}
    </>
  );
}

function Read({ page, reading, actions }: { page: SetupPage; reading: AnswerReading; actions: SetupActions }) {
  const { lines, notes, toSend, contacts, missing } = reading;
  return (
    <div className="mt-4 space-y-4" aria-live="polite">
      {lines.map((line) => (
        <ReadLine key={line.lineId} page={page} line={line} actions={actions} />
      ))}
      <Words title="Not taken in" words={notes} />
      <NamedContacts page={page} contacts={contacts} actions={actions} />
      <Words title="Still missing" words={missing} />
      {toSend.length > 0 && (
        <div>
          <h4 className="font-medium">To send</h4>
          <p className="my-1 max-w-prose whitespace-pre-line">{toSend.join('\n')}</p>
          <CopyButton value={toSend.join('\n')} what="sentences">
            Copy
          </CopyButton>
        </div>
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
  const { arns, suggested, grantStatement } = line;
  const known = page.lines.find(({ id }) => id === line.lineId)?.key?.arn;
  const isNew = arns.length > 0 && !(arns.length === 1 && arns[0] === known && grantStatement === null);
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
        <Form action={actions.receive} doneWords="The key is taken in." className="mt-2">
          <HiddenFields
            values={{
              ...setupFields(page),
              lineId: line.lineId,
              region: line.region,
              grantStatement: grantStatement === null ? '' : String(grantStatement),
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
          <SubmitButton pendingWords="Taking in" blockedReason={actions.runBlocks ?? undefined}>
            {`Take in the key for ${line.workspace}`}
          </SubmitButton>
        </Form>
      )}
    </div>
  );
}
