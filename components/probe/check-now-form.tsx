'use client';

import { AskKmsForm, type AskKmsProps } from './ask-kms-form.tsx';

/** How a check ended. */
export type Checked = { how: 'written' | 'shared' | 'superseded'; conclusive: boolean };

function checkedWords({ how, conclusive }: Checked): string {
  if (!conclusive) return 'Could not be checked. The verdict before it stands.';
  if (how === 'shared') return 'Checked within the last 15 seconds: that result is shown.';
  return how === 'superseded' ? 'A newer check came first: its result is shown.' : 'Checked.';
}

/** The button that asks KMS for every permission now. */
export function CheckNowForm<Problem extends string>(props: AskKmsProps<Checked, Problem>) {
  return <AskKmsForm {...props} label="Check now" pendingWords="Checking" wordsOf={checkedWords} />;
}
