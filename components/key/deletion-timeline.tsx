'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { type KeyboardEvent, useState } from 'react';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { AXIS_DAYS, axisTicks, MARK_PX, NARROW_AXIS, WIDE_AXIS, type AxisMark } from '#lib/core/pages/deletion-axis.ts';
import { axisDay, markLabel, markTitle, moreWords } from '#lib/core/pages/deletion-words.ts';
import type { DeletionsPage } from '#lib/core/pages/deletions-page.ts';

const LANE_PX = 24;
const percent = (place: number): string => `${100 * place}%`;

/** The id of a key's row in the list, to which a mark with several keys leads. */
export const deletionRowId = (customerKeyId: string): string => `deletion-${customerKeyId}`;

/**
 * Every key with a date on one axis of 30 days: today on the left, the next 24 hours set off. The list below says the
 * same in words. Marks are one tab stop; the arrow keys move between them.
 */
export function DeletionTimeline({ first, now }: { first: NonNullable<DeletionsPage['first']>; now: string }) {
  const { axis, notDrawn, later } = first;
  return (
    <div className="@container mb-6">
      <div className="hidden @4xl:block">
        <Axis marks={axis.wide} now={now} labelPx={WIDE_AXIS.labelPx} />
      </div>
      <div className="@4xl:hidden">
        <Axis marks={axis.narrow} now={now} labelPx={NARROW_AXIS.labelPx} />
      </div>
      {(notDrawn !== null || later !== null) && (
        <p className="mt-1 flex flex-wrap justify-end gap-x-4 text-table text-subtle">
          {notDrawn !== null && (
            <span>
              {moreWords(notDrawn)} more within {AXIS_DAYS} days, in the list only
            </span>
          )}
          {later !== null && (
            <Link href={`/deletions?after=${later.cursor}`} prefetch={false} className="link">
              {moreWords(later.count)} later, the first on {axisDay(later.firstAt)}
            </Link>
          )}
        </p>
      )}
    </div>
  );
}

function Axis({ marks, now, labelPx }: { marks: readonly AxisMark[]; now: string; labelPx: number }) {
  const [at, setAt] = useState(0);
  const current = Math.min(at, marks.length - 1);
  const lanes = 1 + Math.max(0, ...marks.map(({ lane }) => lane));
  const move = (event: KeyboardEvent<HTMLAnchorElement>): void => {
    const next = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: marks.length - 1 }[event.key];
    const link = next === undefined ? undefined : event.currentTarget.closest('ul')?.querySelectorAll('a')[next];
    if (next === undefined || link === undefined) return;
    event.preventDefault();
    setAt(next);
    link.focus();
  };
  return (
    <div>
      <div className="relative h-5 text-small text-subtle">
        <span className="absolute bottom-0.5 left-0">today</span>
        <span className="absolute right-0 bottom-0.5">in {AXIS_DAYS} days</span>
      </div>
      <div className="relative border-x border-t border-line" style={{ height: lanes * LANE_PX + 12 }}>
        <div
          className="absolute inset-y-0 left-0 border-r border-dashed border-danger-solid bg-danger-surface print:bg-transparent"
          style={{ width: percent(1 / AXIS_DAYS) }}
        />
        <ul aria-label={`Timeline of the next ${AXIS_DAYS} days`}>
          {marks.map((mark, index) => (
            <Mark key={mark.firstId} mark={mark} labelPx={labelPx} focusable={index === current} onKeyDown={move} />
          ))}
        </ul>
      </div>
      <div className="relative h-5 border-t border-line-strong text-small text-subtle tabular-nums">
        <span className="absolute top-0.5 text-danger-text" style={{ left: percent(1 / AXIS_DAYS) }}>
          24 h
        </span>
        {axisTicks(new Date(now)).map(({ place, at: day }) => (
          <span
            key={place}
            className="absolute top-0 border-l border-line pt-0.5 pl-1 last:-translate-x-full last:border-r last:border-l-0 last:pr-1"
            style={{ left: percent(place) }}
          >
            {axisDay(day.toISOString())}
          </span>
        ))}
      </div>
    </div>
  );
}

function Mark({
  mark,
  labelPx,
  focusable,
  onKeyDown,
}: {
  mark: AxisMark;
  labelPx: number;
  focusable: boolean;
  onKeyDown: (event: KeyboardEvent<HTMLAnchorElement>) => void;
}) {
  const { firstId, keys, status, from, to, lane, side } = mark;
  const left = side === 'left';
  return (
    <li className="contents">
      {to > from && (
        <span
          className="absolute border-t border-line-strong"
          style={{ left: percent(from), width: percent(to - from), top: lane * LANE_PX + 18 }}
        />
      )}
      <Link
        href={keys === 1 ? `/keys/${firstId}` : `#${deletionRowId(firstId)}`}
        prefetch={false}
        tabIndex={focusable ? 0 : -1}
        title={markTitle(mark)}
        onKeyDown={onKeyDown}
        className={clsx(
          'absolute flex h-5 items-center gap-1 rounded-sm text-table whitespace-nowrap hover:underline',
          left && 'flex-row-reverse',
        )}
        style={{
          top: lane * LANE_PX + 8,
          maxWidth: labelPx + MARK_PX / 2,
          ...(left
            ? { right: `calc(${percent(1 - from)} - ${MARK_PX / 2}px)` }
            : { left: `calc(${percent(from)} - ${MARK_PX / 2}px)` }),
        }}
      >
        <StatusMark status={status} />
        <span className="truncate">{markLabel(mark)}</span>
      </Link>
    </li>
  );
}
