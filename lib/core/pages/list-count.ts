import type { ListCount } from '#lib/core/pages/key-list-page.ts';

/** Rows that nothing counts already are counted so far. */
export const COUNTED_TO = 1_000;

/**
 * A count as a list has it.
 * @param n what was counted, at most one more than `to`
 * @param counted `to`: where counting stopped; `ends`: whether it stopped before, because too many rows were read
 */
export const cutCount = (n: number, { to = COUNTED_TO, ends = false } = {}): ListCount => ({
  n: Math.min(n, to),
  exact: !ends && n <= to,
});
