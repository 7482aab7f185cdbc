/** Lengths to compare, each four times the one before: short enough for code that reads only the start of a text. */
const LENGTHS = [2_000, 8_000, 32_000, 128_000] as const;
const RUNS = 5;
/** A busy machine can slow one measurement down, but not several in a row. */
const ATTEMPTS = 4;
const CLEARLY_LINEAR = 7;
/** Too short to measure growth. */
const NEGLIGIBLE_MS = 20;

/** Pieces that, repeated, make a pattern start and fail again and again. */
export const HOSTILE_PIECES = [
  ['a', 'a.', 'a.-', '-', '.', ' ', ',', '=', ':', '/', '@', '&', '\n', 'é', '"', '1', 'A1b'],
  ['a://b:', '://', '://:', '://a:b', 'a@', 'eyJ', 'eyJ-', '.eyJ', 'eyJaaaaaaaa', 'eyJaaaaaaaa.', '-eyJaaaaaaaa-'],
  ['Bearer ', 'Bearer a', 'Basic aaaaaa ', '?code=', '&state=a', 'params: ', '\nparams: x', '\n    at', '--key-id'],
  ['authorization', 'authorization ', 'authorization:', 'x-amz-security-token=', 'Signature=', 'AKIA', 'ASIAAAAA'],
  ['The Canonical String for this request should have been', '\u001b', '\u001b]', '\u001b[', '\u001b[1;', ';a'],
].flat();

/**
 * How many times longer a text of four times the length takes, at worst: about 4 when the work is linear, 16 when it is
 * quadratic. Work too short to be measured counts as linear.
 */
export function growth(work: (text: string) => unknown, piece: string, end: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && least > CLEARLY_LINEAR; attempt += 1)
    least = Math.min(least, measuredGrowth(work, piece, end));
  return least;
}

function measuredGrowth(work: (text: string) => unknown, piece: string, end: string): number {
  let before = Number.POSITIVE_INFINITY;
  let worst = 4;
  for (const length of LENGTHS) {
    const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length - end.length) + end;
    const took = fastest(() => work(text));
    if (took > NEGLIGIBLE_MS) worst = Math.max(worst, took / before);
    before = took;
  }
  return worst;
}

function fastest(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}
