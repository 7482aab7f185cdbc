import { performance } from 'node:perf_hooks';
import { EVIDENCE_KINDS, type EvidenceKind } from '#lib/core/finding/evidence.ts';
import { SUBJECT } from '#lib/core/evidence/evidence.test-support.ts';
import { documentOf, LARGE_PASTES, LARGE_POLICIES } from '#lib/core/evidence/large-pastes.test-support.ts';
import { readEvidence } from '#lib/core/evidence/read-evidence.ts';

// Compares reading pastes that make each reader work hard with `JSON.parse` of a document of the same size in the same
// run, and reading 100 kB with reading 10 kB.

const SMALL = 10_000;
const LARGE = 100_000;
const POLICY = 30_000;
const ROUNDS = 15;
const MOST_PARSES = 20;
const MOST_GROWTH = 12;

/** The best of several runs, in milliseconds: the others also measured the machine. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    run();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

const parse = new Map(
  [SMALL, POLICY, LARGE].map((length) => {
    const text = documentOf(length);
    return [length, best(() => void JSON.parse(text))];
  }),
);
const kinds: readonly (EvidenceKind | null)[] = [null, ...EVIDENCE_KINDS];
let worst = 0;
for (const { name, ofLength } of [...LARGE_PASTES, ...LARGE_POLICIES]) {
  const isPolicy = LARGE_POLICIES.some((paste) => paste.name === name);
  const [small, large] = [ofLength(SMALL), ofLength(isPolicy ? POLICY : LARGE)];
  for (const kind of kinds) {
    const [few, many] = [small, large].map((text) => best(() => void readEvidence(kind, text, SUBJECT)));
    const parses = (many ?? 0) / (parse.get(isPolicy ? POLICY : LARGE) ?? 1);
    const growth = (many ?? 0) / Math.max(few ?? 0, 0.02);
    worst = Math.max(worst, parses / MOST_PARSES, isPolicy ? 0 : growth / MOST_GROWTH);
    const isSlow = parses > MOST_PARSES / 2 || growth > MOST_GROWTH;
    if (isSlow || process.argv.includes('--all'))
      console.log(
        `${name} (${kind ?? 'find out'})`.padEnd(60),
        `${(many ?? 0).toFixed(2)} ms`.padStart(10),
        `${parses.toFixed(1)} × JSON.parse`.padStart(18),
        `${growth.toFixed(1)} × 10 kB`.padStart(14),
      );
  }
}
console.log(
  `worst         ${worst.toFixed(2)} of the limits (${MOST_PARSES} × JSON.parse of the same size, ${MOST_GROWTH} × 10 kB)`,
);
if (worst > 1) process.exitCode = 1;
