'use client';

import clsx from 'clsx';
import { useActionState, useEffect } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { attemptChange } from '#components/ui/attempt.ts';
import { outcomeWords } from '#components/ui/outcome-words.ts';
import type { ButtonKind } from '#components/ui/button-class.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ActionState } from '#lib/core/form/action-state.ts';
import { useKeyActions } from './key-actions.ts';

const FAILURE_WORDS = {
  noAnswer: 'Keydesk did not answer. Reload the page to see whether this was done.',
  failed: 'Keydesk failed to do this.',
};

export type KeyActionProps<T, Problem extends string> = {
  action: FormAction<T, Problem>;
  /** Why this person's role may not do it; null where it may. */
  roleBlocks: string | null;
};

/** A button for one key, with a line about the outcome. The page below shows the full result. */
export function KeyActionForm<T, Problem extends string>({
  action,
  roleBlocks,
  label,
  pendingWords,
  kind = 'primary',
  wordsOf,
  alwaysShown = false,
  uses = false,
}: KeyActionProps<T, Problem> & {
  label: string;
  pendingWords: string;
  kind?: ButtonKind;
  /** Must be the same function at every render: a new one would be announced as a new result. */
  wordsOf: (value: T) => string;
  /** Whether the outcome also stays visible next to the button, not only in the announcement. */
  alwaysShown?: boolean;
  /** Whether it really uses the key. */
  uses?: boolean;
}) {
  const { customerKeyId, keyBlocks, testBlocks, lastPressed, pressed } = useKeyActions();
  const [state, send] = useActionState<ActionState<T, Problem>, FormData>(
    (before, form) =>
      attemptChange(() => {
        pressed(label);
        return action(before, form);
      }),
    { status: 'idle' },
  );
  const words = outcomeWords(state, { ...FAILURE_WORDS, done: wordsOf });
  useEffect(() => {
    const said = outcomeWords(state, { ...FAILURE_WORDS, done: wordsOf });
    if (said !== null) announce(said);
  }, [state, wordsOf]);
  const bad = state.status === 'refused' || state.status === 'failed';
  return (
    // A reason that both buttons have is written once, under "Check now", which comes last.
    <form
      action={send}
      className={clsx('relative flex flex-col items-start gap-1', uses && keyBlocks !== null && 'reason-said')}
    >
      <input type="hidden" name="customerKeyId" value={customerKeyId} />
      <SubmitButton
        kind={kind}
        pendingWords={pendingWords}
        blockedReason={keyBlocks ?? (uses ? testBlocks : null) ?? roleBlocks ?? undefined}
      >
        {label}
      </SubmitButton>
      {words !== null && lastPressed === label && (bad || alwaysShown) && (
        // Below the buttons in the space that the header keeps, so that it moves nothing.
        <p
          className={clsx(
            'z-10 text-table md:absolute md:top-full md:right-0 md:mt-0.5 md:w-max md:max-w-[min(44rem,70vw)] md:bg-page',
            bad ? 'text-danger-text' : 'text-subtle',
          )}
        >
          {words}
        </p>
      )}
    </form>
  );
}
