'use client';

import clsx from 'clsx';
import { type ReactNode, useActionState, useContext, useEffect, useRef } from 'react';

import type { ActionState } from '#lib/core/form/action-state.ts';

import { announce } from './announcer.tsx';
import { attemptChange } from './attempt.ts';
import { Callout } from './callout.tsx';
import { CloseDialog, FieldErrors } from './form-context.ts';

/** A server action as a form calls it: the last answer and the form's data in, the new answer out. */
export type FormAction<Done, Problem extends string> = (
  before: ActionState<Done, Problem>,
  form: FormData,
) => Promise<ActionState<Done, Problem>>;

const NONE: Readonly<Record<string, string>> = {};

/**
 * A form around a server action: keeps what was typed when the action refuses or the server does not answer, shows errors
 * next to their fields, moves focus to the first one, reads the page again, announces success, and closes the dialog around
 * it.
 */
export function Form<Done, Problem extends string>({
  action,
  doneWords,
  className,
  children,
}: {
  action: FormAction<Done, Problem>;
  /** Announced on success: "Key retired." Leave it out where the page itself shows what changed. */
  doneWords?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const closeDialog = useContext(CloseDialog);
  const [state, send] = useActionState<ActionState<Done, Problem>, FormData>(
    async (before, data) => {
      const answer = await attemptChange(() => action(before, data));
      if (answer.status === 'done' && doneWords !== undefined) announce(doneWords);
      // The page that was read again may no longer have this form.
      if (form.current === null && answer.status === 'refused') announce(answer.words, { stays: true });
      return answer;
    },
    { status: 'idle' },
  );

  useEffect(() => {
    if (state.status === 'refused') form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    if (state.status !== 'done') return;
    form.current?.reset();
    closeDialog();
  }, [state, closeDialog]);

  return (
    <FieldErrors value={(state.status === 'refused' && state.fieldErrors) || NONE}>
      <form
        ref={form}
        action={send}
        // React resets a form after every action, also after a refusal; only the `reset()` above may do so.
        onReset={(event) => state.status !== 'done' && event.preventDefault()}
        className={clsx('space-y-4', className)}
      >
        {state.status === 'refused' && <Callout tone="danger" title={state.words} live />}
        {state.status === 'failed' && (
          <Callout tone="danger" title={state.words ?? 'We don’t know whether this was saved.'} live>
            What you typed is still here. Check in another tab before you try again.
            {state.reference !== '' && ` Reference ${state.reference}.`}
          </Callout>
        )}
        {children}
      </form>
    </FieldErrors>
  );
}
