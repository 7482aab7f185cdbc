import clsx from 'clsx';
import type { ReactNode } from 'react';
import { keyStatusWords } from '#lib/core/finding/key-status-words.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { Freshness } from '#lib/core/verdict/freshness.ts';
import { statusClass } from './verdict-mark.tsx';

/**
 * A key's status in one element, for cells: shape, word, and tone together. An old one fades and says "last known", that
 * of a key pending setup says so.
 * A function rather than a component, like what `components/ui/cell-content.tsx` has: lists hold hundreds.
 */
export function statusBadge(status: VerdictStatus, freshness: Freshness, role: KeyRole): ReactNode {
  const old = freshness === 'stale' || freshness === 'clock_error';
  return (
    <span className={clsx('status', statusClass(status, role), old && 'status-old')}>
      {keyStatusWords(status, role)}
      {old && <span> {freshness === 'stale' ? 'last known' : 'clock error'}</span>}
    </span>
  );
}
