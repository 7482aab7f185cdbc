'use client';

import { KeyActionForm, type KeyActionProps } from './key-action-form.tsx';

/** The outcome of a check. */
export type Checked = { how: 'written' | 'shared' | 'superseded'; conclusive: boolean };

/** What the press of the button says when it ended. */
export function checkedWords({ how, conclusive }: Checked): string {
  // The page shows the newer check's result, whatever this one heard.
  if (how === 'superseded') return 'A newer check finished first. The page shows its result.';
  if (!conclusive) return 'The key could not be checked. Its status is unchanged.';
  return how === 'shared'
    ? 'This key was checked within the last 15 seconds. The page shows that result.'
    : 'Checked. The page shows the result.';
}

/** The button that runs a full check now. */
export function CheckNowForm<Problem extends string>({
  label = 'Check now',
  ...props
}: KeyActionProps<Checked, Problem> & { label?: string }) {
  return <KeyActionForm {...props} label={label} pendingWords="Checking" wordsOf={checkedWords} />;
}
