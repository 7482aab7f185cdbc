import clsx from 'clsx';
import { toneText } from '#components/ui/tone.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import type { Freshness } from '#lib/core/verdict/freshness.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import { StatusMark } from './verdict-mark.tsx';
import { STATUS_TONE } from './verdict-tone.ts';

/** A status: shape, word, and tone together. An old one fades and says "last known". */
export function StatusBadge({ status, freshness }: { status: VerdictStatus; freshness: Freshness }) {
  const stale = freshness === 'stale' || freshness === 'clock_error';
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusMark status={status} faded={stale} />
      <span className={clsx('font-medium', stale ? 'text-subtle' : toneText[STATUS_TONE[status]])}>
        {VERDICT_WORD[status]}
      </span>
      {stale && <span className="text-subtle">{freshness === 'stale' ? 'last known' : 'clock error'}</span>}
    </span>
  );
}
