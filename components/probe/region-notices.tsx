'use client';

import clsx from 'clsx';
import { useClockWords } from '#components/ui/desk-clock.ts';
import { toneText } from '#components/ui/tone.ts';
import { regionNotices, type RegionNotices as Notices } from '#lib/core/pages/region-notice-words.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';

/**
 * What to know about regions before reading statuses there, at the top of a page. The running clock judges it, so an open
 * page begins to warn by itself when answers stop coming. Screen readers hear a new notice, but not each new age.
 * @param regions the hosting regions whose keys the page shows
 * @param quiet whether one line also says when KMS last answered where nothing is wrong
 */
export function RegionNotices({
  regions,
  now,
  quiet = true,
}: {
  regions: readonly RegionFreshness[];
  now: Date | string;
  quiet?: boolean;
}) {
  // As text: the clock compares words to see whether they changed.
  const words = useClockWords(now, (nowMs) => JSON.stringify(regionNotices(regions, nowMs)));
  const { notices, quiet: answering } = JSON.parse(words) as Notices;
  const hasLine = quiet && answering.length > 0;
  return (
    <div aria-live="polite">
      {(notices.length > 0 || hasLine) && (
        <section aria-label="Regions" className="mb-4 space-y-1 text-table">
          {hasLine && (
            <p aria-live="off" className="text-subtle">
              {answering.join('\u00A0· ')}
            </p>
          )}
          {notices.length > 0 && (
            <ul className="space-y-1">
              {notices.map(({ key, tone, fact, age, meaning }) => (
                <li key={key}>
                  <span className={clsx('font-semibold', toneText[tone])}>
                    <span aria-hidden="true">▲ </span>
                    {fact}
                    {age !== '' && <span aria-hidden="true"> {age}</span>}.
                  </span>{' '}
                  {meaning}
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  );
}
