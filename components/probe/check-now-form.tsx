'use client';

import { KeyActionForm, type KeyActionProps } from './key-action-form.tsx';

/** The outcome of a check. */
export type Checked = { how: 'written' | 'shared' | 'superseded'; conclusive: boolean };

function checkedWords({ how, conclusive }: Checked): string {
  if (!conclusive) return 'The key could not be checked. Its status is unchanged.';
  if (how === 'shared') return 'This key was checked within the last 15 seconds. The page shows that result.';
  return how === 'superseded'
    ? 'A newer check finished first. The page shows its result.'
    : 'Checked. The page shows the result.';
}

/** The button that runs a full check now. */
export function CheckNowForm<Problem extends string>(props: KeyActionProps<Checked, Problem>) {
  return <KeyActionForm {...props} label="Check now" pendingWords="Checking" wordsOf={checkedWords} />;
}
