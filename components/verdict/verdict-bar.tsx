import { toneFill } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
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

/** A status as a bar of the strip, on the base line of an SVG that is 28 high. Words next to it say the same. */
export function StatusBar({ status, x, width }: { status: VerdictStatus; x: string; width: string }) {
  return PARTS[status].map(([y, height]) => (
    <rect key={y} x={x} y={y} width={width} height={height} className={toneFill[STATUS_TONE[status]]} />
  ));
}
