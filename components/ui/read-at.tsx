import type { ReactNode } from 'react';
import { utcWords } from './time-words.ts';

/** On paper only: when the page was read. `children` follow in the same line. */
export const ReadAt = ({ now, children }: { now: Date | string; children?: ReactNode }) => (
  <p className="mb-2 hidden text-table print:block">
    As read on {utcWords(new Date(now).getTime())}
    {children}
  </p>
);
