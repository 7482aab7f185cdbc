'use client';

import { announce } from '#components/ui/announcer.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { FREEZABLE_TEXTS } from '#lib/core/setup/setup.ts';
import { TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { setupFields, type MadeNow } from './setup-actions.ts';

/** Makes a text for the customer: it is frozen, copied, and listed below, where somebody records that it was sent. */
export function MakeTexts({
  page,
  action,
  blocked,
}: {
  page: SetupPage;
  action: FormAction<MadeNow, string>;
  blocked: string | null;
}) {
  const copied: FormAction<MadeNow, string> = async (before, form) => {
    const state = await action(before, form);
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
      <div className="mb-4 flex flex-wrap gap-3">
        {FREEZABLE_TEXTS.map((kind) => (
          <Form key={kind} action={copied}>
            <HiddenFields values={{ ...setupFields(page), kind }} />
            <SubmitButton kind="secondary" pendingWords="Making" blockedReason={blocked ?? undefined}>
              {`Copy: ${TEXT_TITLE[kind]}`}
            </SubmitButton>
          </Form>
        ))}
      </div>
      {page.instructions !== null && <Files files={page.instructions.files} />}
    </>
  );
}

/** The files that go with the instructions, each to copy. */
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
