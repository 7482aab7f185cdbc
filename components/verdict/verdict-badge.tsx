import clsx from 'clsx';
import type { ReactNode } from 'react';
import { VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import type { Freshness } from '#lib/core/verdict/freshness.ts';
import { STATUS_CLASS } from './verdict-mark.tsx';

/**
 * A status in one element, for cells: shape, word, and tone together. An old one fades and says "last known".
 * A function rather than a component, like what `components/ui/cell-content.tsx` has: lists hold hundreds.
 */
export function statusBadge(status: VerdictStatus, freshness: Freshness): ReactNode {
  const old = freshness === 'stale' || freshness === 'clock_error';
  return (
    <span className={clsx('status', STATUS_CLASS[status], old && 'status-old')}>
      {VERDICT_WORD[status]}
      {old && <span> {freshness === 'stale' ? 'last known' : 'clock error'}</span>}
    </span>
  );
}
