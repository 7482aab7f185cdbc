import type { Tone } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import type { VerdictStrip } from '#lib/core/verdict/verdict-strip.ts';
import { STATUS_TONE } from './verdict-tone.ts';

export const BAR_HEIGHT = 28;

/** Each status has its own height, and Unknown is a dotted bar, so that they differ without color. */
const PARTS = {
  usable: [[20, 8]],
  unverified: [
    [14, 3],
    [19.5, 3],
    [25, 3],
  ],
  attention: [[8, 20]],
  unusable: [[0, 28]],
} as const satisfies Record<VerdictStatus, readonly (readonly [y: number, height: number])[]>;

const STROKE = {
  positive: 'stroke-positive-solid',
  warning: 'stroke-warning-solid',
  danger: 'stroke-danger-solid',
  info: 'stroke-info-solid',
  muted: 'stroke-muted-solid',
} as const satisfies Record<Tone, string>;

/** The stretches of days with one status, as a path's moves and lines at a height. */
function stretches(statuses: VerdictStrip['statuses'], status: VerdictStatus, y: number): string {
  let path = '';
  for (const [index, one] of statuses.entries()) {
    if (one !== status) continue;
    if (statuses[index - 1] !== status) path += `M${index}.1 ${y}`;
    if (statuses[index + 1] !== status) path += `H${index + 1}`;
  }
  return path;
}

/**
 * Days as bars in an SVG whose unit is a day wide and that is 28 high; words next to it say the same. One dashed line
 * draws all days of a status: a bar is a dash of 0.8 days.
 */
export function StatusBars({ statuses }: { statuses: VerdictStrip['statuses'] }) {
  return [...new Set(statuses)].map((status) =>
    status === null
      ? null
      : PARTS[status].map(([y, height]) => (
          <path
            key={`${status} ${y}`}
            d={stretches(statuses, status, y + height / 2)}
            strokeWidth={height}
            strokeDasharray=".8 .2"
            className={STROKE[STATUS_TONE[status]]}
          />
        )),
  );
}
