'use client';

import { AskKmsForm, type AskKmsProps } from './ask-kms-form.tsx';

/** How a real round trip ended. */
export type Proved = { result: 'worked' | 'refused' | 'not_run' | 'no_answer' };

const PROVED_WORDS = {
  worked: 'The key works: what was encrypted came back.',
  refused: 'KMS refused the round trip. The grid shows which call.',
  not_run: 'Nothing was sent: the key is not enabled.',
  no_answer: 'Could not be told. Nothing was proved either way.',
} as const satisfies Record<Proved['result'], string>;

const provedWords = ({ result }: Proved): string => PROVED_WORDS[result];

/** The button that really uses the key: dry runs prove permission, a round trip proves that it works. */
export function ProveForm<Problem extends string>(props: AskKmsProps<Proved, Problem>) {
  return (
    <AskKmsForm {...props} label="Prove" pendingWords="Proving" kind="secondary" wordsOf={provedWords} alwaysShown />
  );
}
