'use client';

import { toneFill } from '#components/ui/tone.ts';
import { VERDICT_STATUSES, VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';
import { countText } from '#lib/core/pages/list-words.ts';
import { STATUS_CLASS } from './verdict-mark.tsx';
import { STATUS_TONE } from './verdict-tone.ts';

const WIDTH = 1_000;
/** The minimum width of a part, so that one unusable key among a million stays visible. */
const THINNEST = 4;

/** The list's own filters with another status, from its first page. */
function hrefOf(query: string, status: VerdictStatus): string {
  const parameters = new URLSearchParams(query);
  parameters.delete('after');
  parameters.delete('before');
  parameters.set('verdict', status);
  return `/keys?${parameters.toString()}`;
}

/** Nothing where a search was for another status, so that these keys were not looked for. */
const countWords = (count: ListCount): string => (count.n === 0 && !count.exact ? '' : countText(count));

/**
 * The keys of a list in one bar of four tones, and as links to those of one status.
 * @param counts keys by status, within the list's other filters
 * @param query the parameters of the list's URL
 */
export function FleetBar({ counts, query }: { counts: Record<VerdictStatus, ListCount>; query: string }) {
  const total = VERDICT_STATUSES.reduce((sum, status) => sum + counts[status].n, 0);
  const present = VERDICT_STATUSES.filter((status) => counts[status].n > 0);
  const free = WIDTH - present.length * THINNEST;
  return (
    <div className="mb-5">
      {total > 0 && (
        <svg
          viewBox={`0 0 ${WIDTH} 8`}
          preserveAspectRatio="none"
          aria-hidden="true"
          className="mb-2 h-2 w-full rounded-sm"
        >
          {present.map((status, index) => {
            const before = present.slice(0, index);
            const x = before.length * THINNEST + (free * before.reduce((sum, one) => sum + counts[one].n, 0)) / total;
            const width = THINNEST + (free * counts[status].n) / total;
            return <rect key={status} x={x} width={width} height="8" className={toneFill[STATUS_TONE[status]]} />;
          })}
        </svg>
      )}
      <ul aria-label="Keys by status" className="flex flex-wrap gap-x-5 gap-y-1 text-table">
        {VERDICT_STATUSES.map((status) => (
          <li key={status}>
            <a href={hrefOf(query, status)} className="rounded-sm hover:underline">
              <span className={`status ${STATUS_CLASS[status]}`}>{countWords(counts[status])}</span>{' '}
              <span className="text-subtle">{VERDICT_WORD[status].toLowerCase()}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
