'use client';

import { KeyActionForm, type KeyActionProps } from './key-action-form.tsx';

/** The outcome of an encrypt/decrypt test. */
export type EncryptTested = { result: 'worked' | 'refused' | 'not_run' | 'no_answer' };

const OUTCOME_WORDS = {
  worked: 'The key works: we encrypted a random value and decrypted it again.',
  refused: 'The encrypt/decrypt test failed. Permissions shows which call KMS refused.',
  not_run: 'The test did not run because the key is not enabled.',
  no_answer: 'The test got no answer, so it shows nothing about the key.',
} as const satisfies Record<EncryptTested['result'], string>;

const outcomeWords = ({ result }: EncryptTested): string => OUTCOME_WORDS[result];

/** The button that really uses the key: dry runs show permission, an encrypt/decrypt test shows that the key works. */
export function EncryptTestForm<Problem extends string>(props: KeyActionProps<EncryptTested, Problem>) {
  return (
    <KeyActionForm
      {...props}
      label="Run encrypt/decrypt test"
      pendingWords="Testing"
      kind="secondary"
      wordsOf={outcomeWords}
      alwaysShown
      uses
    />
  );
}
