'use client';

import Link from 'next/link';
import { VERDICT_STATUSES, VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import { toneFill } from '#components/ui/tone.ts';
import { StatusMark } from './verdict-mark.tsx';
import { STATUS_TONE } from './verdict-tone.ts';

const WIDTH = 1_000;
/** The minimum width of a part, so that one unusable key among a million stays visible. */
const THINNEST = 4;

/** All keys in one bar of four tones. The list below has the same numbers, each a link to its keys. */
export function FleetBar({ counts }: { counts: Record<VerdictStatus, number> }) {
  const total = VERDICT_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  const present = VERDICT_STATUSES.filter((status) => counts[status] > 0);
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
            const x = before.length * THINNEST + (free * before.reduce((sum, one) => sum + counts[one], 0)) / total;
            const width = THINNEST + (free * counts[status]) / total;
            return <rect key={status} x={x} width={width} height="8" className={toneFill[STATUS_TONE[status]]} />;
          })}
        </svg>
      )}
      <ul aria-label="Keys by status" className="flex flex-wrap gap-x-5 gap-y-1 text-table">
        {VERDICT_STATUSES.map((status) => (
          <li key={status}>
            <Link
              href={`/keys?verdict=${status}`}
              prefetch={false}
              className="inline-flex items-center gap-1.5 rounded-sm hover:underline"
            >
              <StatusMark status={status} />
              <span className="font-medium tabular-nums">{counts[status].toLocaleString('en-GB')}</span>
              <span className="text-subtle">{VERDICT_WORD[status].toLowerCase()}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
