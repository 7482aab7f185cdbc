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
const ROUNDS = 60;
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

type Times = { small: number; large: number; parse: number };

/** Measures in turns and keeps the best, which other work on the machine disturbs least. Stops when all is well. */
function measure(
  { ofLength }: LargePaste,
  kind: EvidenceKind | null,
  large: number,
  fine: (times: Times) => boolean,
): Times {
  const [few, many, document] = [ofLength(SMALL), ofLength(large), documentOf(large)];
  const best: Times = {
    small: Number.POSITIVE_INFINITY,
    large: Number.POSITIVE_INFINITY,
    parse: Number.POSITIVE_INFINITY,
  };
  for (let round = 0; round < ROUNDS && !fine(best); round += 1) {
    best.small = Math.min(
      best.small,
      took(() => void readEvidence(kind, few, SUBJECT)),
    );
    best.large = Math.min(
      best.large,
      took(() => void readEvidence(kind, many, SUBJECT)),
    );
    best.parse = Math.min(
      best.parse,
      took(() => void JSON.parse(document)),
    );
  }
  return best;
}

const growth = ({ small, large }: Times): number => large / Math.max(small, SHORTEST);
const parses = ({ large, parse }: Times): number => large / Math.max(parse, SHORTEST);

// On a machine that is busy with other work, the seconds of processor time that this takes last minutes.
describe('reading a paste', { timeout: 180_000 }, () => {
  const kinds: readonly (EvidenceKind | null)[] = [null, ...EVIDENCE_KINDS];

  it.each(LARGE_PASTES)('of 100 kB costs at most 12 × 10 kB and 20 × JSON.parse: $name', (paste) => {
    for (const kind of kinds) {
      const times = measure(paste, kind, LARGE, (best) => growth(best) <= MOST_GROWTH && parses(best) <= MOST_PARSES);
      expect([kind, growth(times) <= MOST_GROWTH, parses(times) <= MOST_PARSES]).toEqual([kind, true, true]);
    }
  });

  it.each(LARGE_POLICIES)('that is the longest policy costs at most 20 × JSON.parse: $name', (paste) => {
    for (const kind of [null, 'key_policy'] as const) {
      const times = measure(paste, kind, LONGEST_POLICY, (best) => parses(best) <= MOST_PARSES);
      expect(parses(times)).toBeLessThanOrEqual(MOST_PARSES);
    }
  });
});
