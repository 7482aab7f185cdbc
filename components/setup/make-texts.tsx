'use client';

import { announce } from '#components/ui/announcer.tsx';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { saveFile } from '#components/ui/save-file.ts';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupLineView, SetupPage } from '#lib/core/pages/setup-page.ts';
import { FREEZABLE_TEXTS } from '#lib/core/setup/setup.ts';
import { TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { fieldsOf, isOpen, type LineForm } from './line-forms.tsx';
import { setupFields, type MadeNow, type SetupActions } from './setup-actions.ts';

type MakesText = FormAction<MadeNow, string>;

/** Copies what was frozen, and says where it is. */
const copying =
  (action: MakesText): MakesText =>
  async (before, form) => {
    const state = await action(before, form);
    if (state.status === 'done')
      announce(
        (await copyText(state.value.body))
          ? 'Copied. The text is listed below, as it was copied.'
          : 'The browser blocked copying: copy the text from the list below.',
      );
    return state;
  };

/** That nobody has verified who reads what is copied here. */
export const UnverifiedReader = ({ page: { unverified } }: { page: SetupPage }) =>
  unverified === null ? null : <p className="max-w-prose text-table text-warning-text">{unverified}</p>;

/** A button that makes one text: it is frozen, copied, and listed on the page. */
function MakeText({
  action,
  values,
  blocked,
  children,
}: {
  action: MakesText;
  values: Readonly<Record<string, string>>;
  blocked: string | null;
  children: string;
}) {
  return (
    <Form action={copying(action)}>
      <HiddenFields values={values} />
      <SubmitButton kind="secondary" pendingWords="Making" blockedReason={blocked ?? undefined}>
        {children}
      </SubmitButton>
    </Form>
  );
}

/** Makes the text that asks for what is missing of a setup and, with an answer, says what is wrong with that. */
export const FollowUpButton = ({
  page,
  actions,
  label,
  answer,
}: {
  page: SetupPage;
  actions: SetupActions;
  label: string;
  /** The fields of the answer. */
  answer?: { pasted: string; quotedIsTheirs?: 'on' };
}) => (
  <MakeText
    action={actions.makeText}
    values={{ ...setupFields(page), kind: 'follow_up', ...answer }}
    blocked={actions.runBlocks}
  >
    {label}
  </MakeText>
);

/** Makes the text with what the tests of one key found. */
export const FindingsButton = ({ label, ...form }: LineForm & { label: string }) => (
  <MakeText action={form.actions.findings} values={fieldsOf(form)} blocked={form.actions.runBlocks}>
    {label}
  </MakeText>
);

const passedTests = ({ steps }: SetupLineView): boolean =>
  steps.some(({ step, state }) => step === 'tests' && state === 'done');

/** Makes a text for the customer: it is frozen, copied, and listed below, where somebody records that it was sent. */
export function MakeTexts({ page, actions }: { page: SetupPage; actions: SetupActions }) {
  const open = page.lines.filter(isOpen);
  if (open.length === 0) return null;
  const fitting = FREEZABLE_TEXTS.filter((kind) => kind !== 'tests_passed' || open.some(passedTests));
  return (
    <>
      <div className="mb-2">
        <UnverifiedReader page={page} />
      </div>
      <div className="mb-4 flex flex-wrap gap-3">
        {fitting.map((kind) => (
          <MakeText
            key={kind}
            action={actions.makeText}
            values={{ ...setupFields(page), kind }}
            blocked={actions.runBlocks}
          >
            {`Copy: ${TEXT_TITLE[kind]}`}
          </MakeText>
        ))}
      </div>
      {page.instructions !== null && (
        <div className="mb-6">
          <Files files={page.instructions.files} />
        </div>
      )}
    </>
  );
}

/** The files that go with the instructions, each to copy, or to download and attach. */
function Files({ files }: { files: NonNullable<SetupPage['instructions']>['files'] }) {
  return (
    <Disclosure summary="Files that go with the instructions" summaryClassName="cursor-pointer font-medium">
      {() => (
        <ul className="mt-2 mb-4 space-y-3">
          {files.map(({ name, text }) => (
            <li key={name}>
              <p className="flex flex-wrap items-center gap-2">
                <code className="font-mono text-mono">{name}</code>
                <CopyButton value={text} what={name} />
                <Button
                  size="small"
                  onClick={() => {
                    saveFile(new Blob([text], { type: 'text/plain;charset=utf-8' }), name);
                    announce(`Downloaded ${name}.`);
                  }}
                >
                  Download<span className="sr-only"> {name}</span>
                </Button>
              </p>
              <pre className="mt-1 max-h-64 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-mono whitespace-pre-wrap">
                {text}
              </pre>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}
