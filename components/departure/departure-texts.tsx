'use client';

import { announce } from '#components/ui/announcer.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { DEPARTURE_TEXTS } from '#lib/core/departure/departure.ts';
import { TEXT_TITLE } from '#lib/core/departure/departure-words.ts';
import type { DeparturePage, DepartureTextView } from '#lib/core/pages/departure-page.ts';
import { CHANNEL_WORD } from '#lib/core/setup/setup-words.ts';
import { TOLD_CHANNELS } from '#lib/core/setup/setup.ts';
import { departureFields, type DepartureActions, type MadeNow } from './departure-actions.ts';

const NOT_YET = 'Only after the last step.';

/** Makes a text for the customer: it is frozen, copied, and listed below, where somebody records that it was sent. */
export function DepartureTexts({ page, actions }: { page: DeparturePage; actions: DepartureActions }) {
  const isDone = page.steps.every(({ state }) => state === 'done');
  const copied: FormAction<MadeNow, string> = async (before, form) => {
    const state = await actions.makeText(before, form);
    if (state.status === 'done')
      announce(
        (await copyText(state.value.body))
          ? 'Frozen and copied. It is listed below.'
          : 'Frozen. The browser blocked copying: copy it from the list below.',
      );
    return state;
  };
  return (
    <>
      {page.withdrawn === null && (
        <div className="mb-4 flex flex-wrap gap-3">
          {DEPARTURE_TEXTS.map((kind) => (
            <Form key={kind} action={copied}>
              <HiddenFields values={{ ...departureFields(page), kind }} />
              <SubmitButton
                kind="secondary"
                pendingWords="Making"
                blockedReason={actions.runBlocks ?? (kind !== 'leaving' && !isDone ? NOT_YET : undefined)}
              >
                {`Copy: ${TEXT_TITLE[kind]}`}
              </SubmitButton>
            </Form>
          ))}
        </div>
      )}
      {page.texts.length === 0 ? (
        <p className="text-subtle">None yet.</p>
      ) : (
        page.texts.map((text) => <FrozenText key={text.id} page={page} text={text} actions={actions} />)
      )}
    </>
  );
}

function FrozenText({
  page,
  text,
  actions,
}: {
  page: DeparturePage;
  text: DepartureTextView;
  actions: DepartureActions;
}) {
  const { kind, subject, body, frozen, told } = text;
  return (
    <div className="mb-6">
      <h3 className="font-medium">
        {TEXT_TITLE[kind]}
        <span className="font-normal text-subtle">
          {' '}
          · {frozen.by}, <Instant at={frozen.at} now={page.now} />
          {told !== null && (
            <>
              {' '}
              · told to {told.to} ({CHANNEL_WORD[told.channel]}) by {told.by}, <Instant at={told.at} now={page.now} />
            </>
          )}
        </span>
      </h3>
      <p className="mt-1 text-table text-subtle">
        Subject: <span className="text-default">{subject}</span>
      </p>
      <textarea
        readOnly
        rows={10}
        value={body}
        aria-label={`Text: ${TEXT_TITLE[kind]}`}
        className="my-2 w-full resize-y rounded-md border border-line bg-sunken px-4 py-3 text-table whitespace-pre-wrap text-default"
      />
      <div className="space-y-3">
        <CopyButton value={body} what="text">
          Copy text
        </CopyButton>
        {told === null && page.withdrawn === null && (
          <Form action={actions.told} doneWords="Recorded that the customer was told.">
            <HiddenFields values={{ ...departureFields(page), textId: text.id }} />
            <div className="flex flex-wrap gap-3">
              <TextField name="to" label="Who was told" required maxLength={200} />
              <SelectField name="channel" label="How">
                {TOLD_CHANNELS.map((channel) => (
                  <option key={channel} value={channel}>
                    {CHANNEL_WORD[channel]}
                  </option>
                ))}
              </SelectField>
              <TextField name="at" label="When, in UTC" hint="Empty: now." type="datetime-local" />
            </div>
            <SubmitButton pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
              Record as told
            </SubmitButton>
          </Form>
        )}
      </div>
    </div>
  );
}
