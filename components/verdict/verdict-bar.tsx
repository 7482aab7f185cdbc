import { toneFill } from '#components/ui/tone.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import { VERDICT_TONE } from './verdict-tone.ts';

export const BAR_HEIGHT = 28;

/** Each verdict's own height, and a dotted pillar for what is not known: told apart without colour. */
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

/** A verdict as a bar of the strip, standing on the ground of an SVG that is 28 high. Silent: words stand beside it. */
export function VerdictBar({ status, x, width }: { status: VerdictStatus; x: string; width: string }) {
  return PARTS[status].map(([y, height]) => (
    <rect key={y} x={x} y={y} width={width} height={height} className={toneFill[VERDICT_TONE[status]]} />
  ));
}
