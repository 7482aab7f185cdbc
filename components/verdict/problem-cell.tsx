import type { ReactNode } from 'react';
import { cellPastInstant } from '#components/ui/cell-content.tsx';
import { NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { KeyListItem } from '#lib/core/pages/key-list-page.ts';
import { statusBadge } from './verdict-badge.tsx';

/** What is wrong with a key, for cells: its status and cause. A retired key has no status: nobody checks it. */
export function problemCell({ role, verdict, freshness, causeWord, retiredAt }: KeyListItem, nowMs: number): ReactNode {
  if (role === 'retired')
    return (
      <>
        {NO_LONGER_CHECKED}
        {retiredAt !== null && <>, retired {cellPastInstant(retiredAt, nowMs)}</>}
      </>
    );
  return (
    <>
      {statusBadge(verdict.status, freshness, role)}
      {causeWord !== null && <> {causeWord}</>}
    </>
  );
}
