'use client';

import { unstable_rethrow } from 'next/navigation';
import { useActionState, useEffect } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import type { ButtonKind } from '#components/ui/button-class.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ActionState } from '#lib/core/form/action-state.ts';

const NO_ANSWER = 'Keydesk did not answer. Reload the page to see whether the key was checked.';

function stateWords<T, Problem extends string>(
  state: ActionState<T, Problem>,
  wordsOf: (value: T) => string,
): string | null {
  switch (state.status) {
    case 'idle':
      return null;
    case 'refused':
      return state.words;
    case 'failed':
      return state.reference === '' ? NO_ANSWER : `Keydesk failed to do this. Reference ${state.reference}.`;
    case 'done':
      return wordsOf(state.value);
  }
}

export type AskKmsProps<T, Problem extends string> = {
  customerKeyId: string;
  action: FormAction<T, Problem>;
  /** Reads the page again, so that it shows the result. */
  onDone: () => Promise<void>;
  blockedReason: string | null;
};

/** A button that calls KMS for one key, with a line about the outcome. The page below shows the full result. */
export function AskKmsForm<T, Problem extends string>({
  customerKeyId,
  action,
  onDone,
  blockedReason,
  label,
  pendingWords,
  kind = 'primary',
  wordsOf,
  alwaysShown = false,
}: AskKmsProps<T, Problem> & {
  label: string;
  pendingWords: string;
  kind?: ButtonKind;
  /** Must be the same function at every render: a new one would be announced as a new result. */
  wordsOf: (value: T) => string;
  /** Whether the outcome also stays visible next to the button, not only in the announcement. */
  alwaysShown?: boolean;
}) {
  const [state, send] = useActionState<ActionState<T, Problem>, FormData>(
    async (before, form) => {
      try {
        const state = await action(before, form);
        if (state.status === 'done') await onDone();
        return state;
      } catch (error) {
        unstable_rethrow(error);
        return { status: 'failed', reference: '' };
      }
    },
    { status: 'idle' },
  );
  const words = stateWords(state, wordsOf);
  useEffect(() => {
    const said = stateWords(state, wordsOf);
    if (said !== null) announce(said);
  }, [state, wordsOf]);
  const bad = state.status === 'refused' || state.status === 'failed';
  return (
    <form action={send} className="flex flex-col items-start gap-1 md:items-end">
      <input type="hidden" name="customerKeyId" value={customerKeyId} />
      <SubmitButton kind={kind} pendingWords={pendingWords} blockedReason={blockedReason ?? undefined}>
        {label}
      </SubmitButton>
      {words !== null && (bad || alwaysShown) && (
        <p className={bad ? 'max-w-80 text-table text-danger-text' : 'max-w-80 text-table text-subtle'}>{words}</p>
      )}
    </form>
  );
}
