'use client';

import { unstable_rethrow } from 'next/navigation';
import { useActionState, useEffect } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ActionState } from '#lib/core/action-state.ts';

/** How a check ended. */
export type Checked = { how: 'written' | 'shared' | 'superseded'; conclusive: boolean };

const NO_ANSWER = 'No answer came from the desk. Reload the page to see whether the key was checked.';

function outcomeWords<Problem extends string>(state: ActionState<Checked, Problem>): string | null {
  switch (state.status) {
    case 'idle':
      return null;
    case 'refused':
      return state.words;
    case 'failed':
      return state.reference === '' ? NO_ANSWER : `The check failed on our side. Reference ${state.reference}.`;
    case 'done': {
      if (!state.value.conclusive) return 'Could not be checked. The verdict before it stands.';
      if (state.value.how === 'shared') return 'Checked within the last 15 seconds: that result is shown.';
      return state.value.how === 'superseded' ? 'A newer check came first: its result is shown.' : 'Checked.';
    }
  }
}

/** The button that asks KMS now, and what came of it. The page beneath shows the result itself. */
export function CheckNowForm<Problem extends string>({
  customerKeyId,
  action,
  onDone,
  blockedReason,
}: {
  customerKeyId: string;
  action: FormAction<Checked, Problem>;
  /** Shows what the check saw. */
  onDone: () => Promise<void>;
  blockedReason: string | null;
}) {
  const [state, send] = useActionState<ActionState<Checked, Problem>, FormData>(
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
  const words = outcomeWords(state);
  useEffect(() => {
    const said = outcomeWords(state);
    if (said !== null) announce(said);
  }, [state]);
  const bad = state.status === 'refused' || state.status === 'failed';
  return (
    <form action={send} className="flex flex-col items-start gap-1 md:items-end">
      <input type="hidden" name="customerKeyId" value={customerKeyId} />
      <SubmitButton pendingWords="Checking" blockedReason={blockedReason ?? undefined}>
        Check now
      </SubmitButton>
      {bad && <p className="max-w-80 text-table text-danger-text">{words}</p>}
    </form>
  );
}
