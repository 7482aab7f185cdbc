'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { type KeyboardEvent, useState } from 'react';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { AXIS_DAYS, axisTicks, MARK_PX, NARROW_AXIS, WIDE_AXIS, type AxisMark } from '#lib/core/pages/deletion-axis.ts';
import { axisDay, markLabel, markTitle } from '#lib/core/pages/deletion-words.ts';
import type { DeletionsPage } from '#lib/core/pages/deletions-page.ts';
import { countText } from '#lib/core/pages/list-words.ts';

const LANE_PX = 24;
const MARK_HEIGHT_PX = 20;
/** Above the first lane and below the last one. */
const PAD_PX = 6;
const TICKS_PX = 20;
/** The width of a date under the axis. */
const TICK_PX = 48;

// Positions are attributes of SVG: the content security policy allows no styles in the page's markup.
const percent = (place: number): string => `${100 * place}%`;
const EDGE = percent(1 / AXIS_DAYS);

/**
 * From 736 px on, the marks of the narrow layout stand at least 2.7 times as far apart as it was made for, so a label may be
 * 288 px wide.
 */
const ROOMY_LABEL = {
  right: '@min-[46rem]:w-72',
  left: '@min-[46rem]:w-[18.375rem] @min-[46rem]:[x:-18rem]',
} as const satisfies Record<AxisMark['side'], string>;

/** The id of a key's row in the list, to which a mark with several keys leads. */
export const deletionRowId = (customerKeyId: string): string => `deletion-${customerKeyId}`;

/**
 * Every key with a date on one axis of 30 days: today on the left, the next 24 hours set off. The list below says the
 * same in words. Marks are one tab stop; the arrow keys move between them.
 */
export function DeletionTimeline({ first, now }: { first: NonNullable<DeletionsPage['first']>; now: string }) {
  const { axis, notDrawn, later } = first;
  return (
    <div className="@container mb-6 print:px-2">
      {/* On paper the narrow layout: there its labels have room to be whole. */}
      <div className="hidden @4xl:block print:hidden!">
        <Axis marks={axis.wide} now={now} labelPx={WIDE_AXIS.labelPx} />
      </div>
      <div className="@4xl:hidden print:block!">
        <Axis marks={axis.narrow} now={now} labelPx={NARROW_AXIS.labelPx} />
      </div>
      {(notDrawn !== null || later !== null) && (
        <p className="mt-1 flex flex-wrap justify-end gap-x-4 text-table text-subtle">
          {notDrawn !== null && (
            <span>
              {countText(notDrawn)} more within {AXIS_DAYS} days, in the list only
            </span>
          )}
          {later !== null && (
            <Link href={`/deletions?after=${later.cursor}`} prefetch={false} className="link">
              {countText(later.count)} later, the first on {axisDay(later.firstAt)}
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
  const height = lanes * LANE_PX + 2 * PAD_PX;
  const move = (event: KeyboardEvent<HTMLAnchorElement>): void => {
    const next = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: marks.length - 1 }[event.key];
    const links = event.currentTarget.closest('[role=list]')?.querySelectorAll('a');
    const link = next === undefined ? undefined : links?.[next];
    if (next === undefined || link === undefined) return;
    event.preventDefault();
    setAt(next);
    link.focus();
  };
  return (
    <>
      <div className="flex justify-between pb-0.5 text-small text-subtle">
        <span>
          today <span className="ml-2 text-danger-text">dashed line: in 24 h</span>
        </span>
        <span>in {AXIS_DAYS} days</span>
      </div>
      <svg width="100%" height={height + TICKS_PX} overflow="visible" className="block">
        <rect width={EDGE} height={height} className="fill-danger-surface" />
        <line x1={EDGE} x2={EDGE} y2={height} strokeDasharray="3 3" className="stroke-danger-solid" />
        <rect width="1" height={height} className="fill-line-strong" />
        <rect y={height} width="100%" height="1" className="fill-line-strong" />
        {axisTicks(new Date(now)).map(({ place, at: day }) => (
          <svg key={place} x={percent(place)} overflow="visible">
            <rect width="1" height={height} className="fill-line" />
            <foreignObject x={-TICK_PX / 2} y={height + 2} width={TICK_PX} height={TICKS_PX - 2}>
              <p className="text-center text-small text-subtle">{axisDay(day.toISOString())}</p>
            </foreignObject>
          </svg>
        ))}
        <g role="list" aria-label={`Timeline of the next ${AXIS_DAYS} days`}>
          {marks.map((mark, index) => (
            <Mark
              key={mark.firstId}
              mark={mark}
              labelPx={labelPx}
              focusable={index === current}
              onFocus={() => setAt(index)}
              onKeyDown={move}
            />
          ))}
        </g>
      </svg>
    </>
  );
}

function Mark({
  mark,
  labelPx,
  ...link
}: {
  mark: AxisMark;
  labelPx: number;
  focusable: boolean;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLAnchorElement>) => void;
}) {
  const { firstId, keys, status, from, to, lane, side } = mark;
  const { focusable, ...handlers } = link;
  const left = side === 'left';
  const top = PAD_PX + lane * LANE_PX;
  return (
    <g role="listitem">
      {to > from && (
        <rect
          x={percent(from)}
          y={top + MARK_HEIGHT_PX - 1}
          width={percent(to - from)}
          height="1"
          className="fill-line-strong"
        />
      )}
      <svg x={percent(from)} overflow="visible">
        <foreignObject
          x={left ? -labelPx : -MARK_PX / 2}
          y={top}
          width={labelPx + MARK_PX / 2}
          height={MARK_HEIGHT_PX}
          className={clsx('print:overflow-visible', labelPx === NARROW_AXIS.labelPx && ROOMY_LABEL[side])}
        >
          <div className={clsx('flex', left && 'justify-end')}>
            <Link
              {...handlers}
              href={keys === 1 ? `/keys/${firstId}` : `#${deletionRowId(firstId)}`}
              prefetch={false}
              tabIndex={focusable ? 0 : -1}
              title={markTitle(mark)}
              className={clsx(
                'flex h-5 max-w-full min-w-0 items-center gap-1 rounded-sm text-table -outline-offset-2 hover:underline print:max-w-none',
                left && 'flex-row-reverse',
              )}
            >
              <StatusMark status={status} />
              <span className="truncate print:overflow-visible">{markLabel(mark)}</span>
            </Link>
          </div>
        </foreignObject>
      </svg>
    </g>
  );
}
