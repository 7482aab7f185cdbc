import { describe, expect, it } from 'vitest';
import { EVIDENCE_KINDS, type EvidenceKind } from '#lib/core/finding/evidence.ts';
import { SUBJECT } from './evidence.test-support.ts';
import {
  documentOf,
  LARGE_PASTES,
  LARGE_POLICIES,
  LONGEST_POLICY,
  type LargePaste,
} from './large-pastes.test-support.ts';
import { readEvidence } from './read-evidence.ts';

const SMALL = 10_000;
const LARGE = 100_000;
const MOST_GROWTH = 12;
const MOST_PARSES = 20;
/** Below this, in milliseconds, a run measures the clock. */
const SHORTEST = 0.1;
const FEWEST_ROUNDS = 3;
const MOST_ROUNDS = 41;
/** In milliseconds. The processor's time is counted in steps of up to four. */
const LONG_ENOUGH = 12;

const cpuTime = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** How long one run takes, in milliseconds of this thread's CPU: waiting for a busy processor does not count. */
function took(run: () => void): number {
  const begun = cpuTime();
  let [runs, spent] = [0, 0];
  do {
    run();
    runs += 1;
    spent = cpuTime() - begun;
  } while (spent < LONG_ENOUGH);
  return spent / runs;
}

/** How much longer the long paste takes than the short one, and than JSON.parse. */
type Ratios = { growth: number; parses: number };

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/**
 * Compares in rounds, each within a few hundredths of a second, so that a busy machine slows both sides, and takes the
 * medians. Stops when all is well.
 */
function measure(
  { ofLength }: LargePaste,
  kind: EvidenceKind | null,
  large: number,
  fine: (ratios: Ratios) => boolean,
): Ratios {
  const [few, many, document] = [ofLength(SMALL), ofLength(large), documentOf(large)];
  const [growths, parses]: [number[], number[]] = [[], []];
  const ratios = (): Ratios => ({ growth: median(growths), parses: median(parses) });
  while (growths.length < FEWEST_ROUNDS || (growths.length < MOST_ROUNDS && !fine(ratios()))) {
    const before = took(() => void JSON.parse(document));
    const long = took(() => void readEvidence(kind, many, SUBJECT));
    const short = took(() => void readEvidence(kind, few, SUBJECT));
    const after = took(() => void JSON.parse(document));
    growths.push(long / Math.max(short, SHORTEST));
    parses.push(long / Math.max((before + after) / 2, SHORTEST));
  }
  return ratios();
}

// On a machine that is busy with other work, the seconds of processor time that this takes last minutes.
describe('reading a paste', { timeout: 180_000 }, () => {
  const kinds: readonly (EvidenceKind | null)[] = [null, ...EVIDENCE_KINDS];

  it.each(LARGE_PASTES)('of 100 kB costs at most 12 × 10 kB and 20 × JSON.parse: $name', (paste) => {
    for (const kind of kinds) {
      const fine = ({ growth, parses }: Ratios) => growth <= MOST_GROWTH && parses <= MOST_PARSES;
      const ratios = measure(paste, kind, LARGE, fine);
      expect(fine(ratios), `${kind}: ${JSON.stringify(ratios)}`).toBe(true);
    }
  });

  it.each(LARGE_POLICIES)('that is the longest policy costs at most 20 × JSON.parse: $name', (paste) => {
    for (const kind of [null, 'key_policy'] as const) {
      const { parses } = measure(paste, kind, LONGEST_POLICY, (ratios) => ratios.parses <= MOST_PARSES);
      expect(parses).toBeLessThanOrEqual(MOST_PARSES);
    }
  });
});
