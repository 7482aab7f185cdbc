'use client';

import { useState } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';
import { dayWords } from '#lib/core/text/time-words.ts';
import {
  STRIP_DAYS,
  stripCounts,
  stripDayWords,
  stripPieceWords,
  verdictStrip,
  type StripDay,
  type VerdictHistory,
} from '#lib/core/verdict/verdict-strip.ts';
import { BAR_HEIGHT, StatusBar } from './verdict-bar.tsx';
import { StatusMark } from './verdict-mark.tsx';

/** A column's position in percent of the strip's width, so that it fits at every page width. */
const share = (columns: number, of: number): string => `${(100 * columns) / of}%`;

// The thumb is as narrow as a column, so that a press selects the day under it.
const SLIDER =
  'absolute inset-0 m-0 size-full cursor-pointer appearance-none rounded-sm bg-transparent [&::-moz-range-thumb]:h-full [&::-moz-range-thumb]:w-1 [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-transparent [&::-webkit-slider-thumb]:h-8 [&::-webkit-slider-thumb]:w-1 [&::-webkit-slider-thumb]:appearance-none';

/**
 * 90 days, one column per day: the worst status of the day, or blank without a check. The strip is one slider over the
 * days, so that it is a single tab stop and works by touch; the periods of the selected day are listed below.
 */
export function StatusStrip({ history, now }: { history: VerdictHistory; now: Date }) {
  const columns = verdictStrip(history, now);
  const [fromEnd, setFromEnd] = useState(0);
  const last = columns.length - 1;
  const index = Math.max(0, last - fromEnd);
  const column = columns[index];
  if (column === undefined) return <p className="text-subtle">Today has too many changes to draw.</p>;
  const choose = (next: number): void => setFromEnd(last - Math.min(last, Math.max(0, next)));
  return (
    <div>
      <div className="relative h-8">
        <svg aria-hidden="true" width="100%" height={BAR_HEIGHT + 4} className="block">
          <rect
            x={share(index, columns.length)}
            width={share(1, columns.length)}
            height="100%"
            className="fill-hover"
          />
          {columns.map(({ day, verdict }, at) =>
            verdict === null ? null : (
              <StatusBar
                key={day.getTime()}
                status={verdict.status}
                x={share(at + 0.1, columns.length)}
                width={share(0.8, columns.length)}
              />
            ),
          )}
          <rect y={BAR_HEIGHT} width="100%" height="1" className="fill-line" />
          <rect
            x={share(index, columns.length)}
            y={BAR_HEIGHT}
            width={share(1, columns.length)}
            height="4"
            className="fill-accent"
          />
        </svg>
        <input
          type="range"
          aria-label="Day"
          aria-valuetext={stripDayWords(column)}
          min={0}
          max={last}
          step={1}
          value={index}
          onChange={(event) => choose(event.target.valueAsNumber)}
          className={SLIDER}
        />
      </div>
      <div className="mt-1 flex justify-between text-small text-subtle">
        <span>{columns[0] !== undefined && dayWords(columns[0].day)}</span>
        <span>today</span>
      </div>
      <Legend columns={columns} />
      <Day column={column} onEarlier={() => choose(index - 1)} onLater={() => choose(index + 1)} />
      {columns.length < STRIP_DAYS && (
        <p className="mt-2 text-table text-subtle">Earlier days have too many changes to draw.</p>
      )}
    </div>
  );
}

/** The number of days of each status; also the legend of the bars. */
function Legend({ columns }: { columns: readonly StripDay[] }) {
  return (
    <ul aria-label={`The last ${columns.length} days`} className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-table">
      {stripCounts(columns).map(({ status, days, words }) => (
        <li key={words} className="inline-flex items-end gap-1.5">
          {status !== null && (
            <svg aria-hidden="true" viewBox={`0 0 10 ${BAR_HEIGHT}`} className="mb-1 h-3.5 w-1.5">
              <StatusBar status={status} x="0" width="10" />
            </svg>
          )}
          <span>
            <span className="tabular-nums">{days}</span> {days === 1 ? 'day' : 'days'}{' '}
            <span className="text-subtle">{words}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The selected day: its periods in order, including the time without a check. */
function Day({ column, onEarlier, onLater }: { column: StripDay; onEarlier: () => void; onLater: () => void }) {
  return (
    <div className="mt-2 rounded-md border border-line bg-sunken px-2.5 py-1.5 text-table">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium">{dayWords(column.day)}</h3>
        <span className="flex">
          <IconButton icon="chevron-left" label="Earlier day" onClick={onEarlier} className="text-subtle" />
          <IconButton icon="chevron-right" label="Later day" onClick={onLater} className="text-subtle" />
        </span>
      </div>
      {column.pieces.length === 0 && <p className="text-subtle">The day has just begun.</p>}
      <ul aria-label={`Periods of ${dayWords(column.day)}`} className="space-y-0.5">
        {column.pieces.map((piece) => {
          const { when, what } = stripPieceWords(piece);
          return (
            <li key={`${piece.from.getTime()} ${piece.to.getTime()}`} className="flex flex-wrap items-center gap-x-2">
              {piece.verdict === null ? (
                <span className="size-3 shrink-0" />
              ) : (
                <StatusMark status={piece.verdict.status} />
              )}
              <span className={piece.verdict === null ? 'text-subtle italic' : undefined}>{what}</span>
              <span className="text-subtle tabular-nums">{when}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
