'use client';

import { useRef, useState } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';
import { NO_ANSWER_MS } from '#components/ui/no-answer.ts';
import { parseWithDates, readText } from '#components/ui/read-json.ts';
import { dayWords } from '#lib/core/text/time-words.ts';
import {
  STRIP_DAYS,
  stripCounts,
  stripDayAt,
  stripDayWords,
  stripPieceWords,
  stripStatusWords,
  verdictStrip,
  type StripDay,
  type VerdictHistory,
  type VerdictStrip,
} from '#lib/core/verdict/verdict-strip.ts';
import { BAR_HEIGHT, StatusBars } from './verdict-bar.tsx';
import { StatusMark } from './verdict-mark.tsx';

/** A column's position in percent of the strip's width, so that it fits at every page width. */
const share = (columns: number, of: number): string => `${(100 * columns) / of}%`;

// The thumb is as narrow as a column, so that a press selects the day under it.
const SLIDER =
  'absolute inset-0 m-0 size-full cursor-pointer appearance-none rounded-sm bg-transparent [&::-moz-range-thumb]:h-full [&::-moz-range-thumb]:w-1 [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-transparent [&::-webkit-slider-thumb]:h-8 [&::-webkit-slider-thumb]:w-1 [&::-webkit-slider-thumb]:appearance-none';

type Earlier = 'unread' | 'reading' | 'failed' | readonly StripDay[];

/** The days before today, read when somebody first chooses one of them, and again after a failure. */
function useEarlierDays(address: string): [earlier: Earlier, read: (missing: Date) => void] {
  const [earlier, setEarlier] = useState<Earlier>('unread');
  const isReading = useRef(false);
  const read = async (): Promise<void> => {
    if (isReading.current) return;
    isReading.current = true;
    setEarlier('reading');
    try {
      const answer = parseWithDates(await readText(address, AbortSignal.timeout(NO_ANSWER_MS)));
      const { history, now } = answer as { history: VerdictHistory; now: Date };
      setEarlier(verdictStrip(history, now));
    } catch {
      setEarlier('failed');
    }
    isReading.current = false;
  };
  return [earlier, (missing) => void (dayIn(earlier, missing) === undefined && read())];
}

const dayIn = (earlier: Earlier, day: Date): StripDay | undefined =>
  typeof earlier === 'string' ? undefined : earlier.find((one) => one.day.getTime() === day.getTime());

/**
 * 90 days, one column per day: the worst status of the day, or blank without a check. The strip is one slider over the
 * days, so that it is a single tab stop and works by touch; the periods of the selected day are listed below.
 * @param periods the address of the periods of earlier days
 */
export function StatusStrip({ strip, periods, now }: { strip: VerdictStrip; periods: string; now: Date }) {
  const { statuses, today } = strip;
  const [fromEnd, setFromEnd] = useState(0);
  const [earlier, readEarlier] = useEarlierDays(periods);
  if (today === null) return <p className="text-subtle">Today has too many changes to draw.</p>;
  const last = statuses.length - 1;
  const index = Math.max(0, last - fromEnd);
  const day = stripDayAt(strip, index, now);
  const column = index === last ? today : dayIn(earlier, day);
  const choose = (wished: number): void => {
    const next = Math.min(last, Math.max(0, wished));
    setFromEnd(last - next);
    if (next !== last) readEarlier(stripDayAt(strip, next, now));
  };
  return (
    <div>
      <div className="relative h-8">
        <svg aria-hidden="true" width="100%" height={BAR_HEIGHT + 4} className="block">
          <rect
            x={share(index, statuses.length)}
            width={share(1, statuses.length)}
            height="100%"
            className="fill-hover"
          />
          <svg
            aria-hidden="true"
            viewBox={`0 0 ${statuses.length} ${BAR_HEIGHT}`}
            height={BAR_HEIGHT}
            preserveAspectRatio="none"
          >
            <StatusBars statuses={statuses} />
          </svg>
          <rect y={BAR_HEIGHT} width="100%" height="1" className="fill-line" />
          <rect
            x={share(index, statuses.length)}
            y={BAR_HEIGHT}
            width={share(1, statuses.length)}
            height="4"
            className="fill-accent"
          />
        </svg>
        <input
          type="range"
          aria-label="Day"
          aria-valuetext={column === undefined ? stripStatusWords(day, statuses[index] ?? null) : stripDayWords(column)}
          min={0}
          max={last}
          step={1}
          value={index}
          onChange={(event) => choose(event.target.valueAsNumber)}
          className={SLIDER}
        />
      </div>
      <div className="mt-1 flex justify-between text-small text-subtle">
        <span>{dayWords(stripDayAt(strip, 0, now))}</span>
        <span>today</span>
      </div>
      <Legend statuses={statuses} />
      <div className="mt-2 rounded-md border border-line bg-sunken px-2.5 py-1.5 text-table">
        <div className="flex items-center justify-between gap-2">
          <h3 className="font-medium">{dayWords(day)}</h3>
          <span className="flex">
            <IconButton
              icon="chevron-left"
              label="Earlier day"
              onClick={() => choose(index - 1)}
              className="text-subtle"
            />
            <IconButton
              icon="chevron-right"
              label="Later day"
              onClick={() => choose(index + 1)}
              className="text-subtle"
            />
          </span>
        </div>
        {column === undefined ? (
          <p className="text-subtle">
            {earlier === 'failed' ? 'Keydesk did not answer. Choose the day again.' : 'Reading the periods of this day'}
          </p>
        ) : (
          <Periods column={column} />
        )}
      </div>
      {statuses.length < STRIP_DAYS && (
        <p className="mt-2 text-table text-subtle">Earlier days have too many changes to draw.</p>
      )}
    </div>
  );
}

/** The number of days of each status; also the legend of the bars. */
function Legend({ statuses }: Pick<VerdictStrip, 'statuses'>) {
  return (
    <ul aria-label={`The last ${statuses.length} days`} className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-table">
      {stripCounts(statuses).map(({ status, days, words }) => (
        <li key={words} className="inline-flex items-end gap-1.5">
          {status !== null && (
            <svg
              aria-hidden="true"
              viewBox={`0 0 1 ${BAR_HEIGHT}`}
              preserveAspectRatio="none"
              className="mb-1 h-3.5 w-1.5"
            >
              <StatusBars statuses={[status]} />
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

/** The periods of a day in order, including the time without a check. */
function Periods({ column }: { column: StripDay }) {
  if (column.pieces.length === 0) return <p className="text-subtle">The day has just begun.</p>;
  return (
    <ul aria-label={`Periods of ${dayWords(column.day)}`} className="space-y-0.5">
      {column.pieces.map((piece) => {
        const { when, what } = stripPieceWords(piece);
        return (
          <li key={`${piece.from.getTime()} ${piece.to.getTime()}`} className="flex items-baseline gap-x-2">
            {piece.verdict === null ? (
              <span className="size-3 shrink-0" />
            ) : (
              <StatusMark status={piece.verdict.status} />
            )}
            <span>
              <span className={piece.verdict === null ? 'text-subtle italic' : undefined}>{what}</span>{' '}
              <span className="inline-block text-subtle tabular-nums">{when}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
