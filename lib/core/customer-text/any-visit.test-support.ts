import fc from 'fast-check';
import type { Visit } from '#lib/core/customer-text/key-journey.test-support.ts';
import type { LatestEvidence } from '#lib/core/finding/evidence.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import {
  aContext,
  aControl,
  after,
  aRecord,
  aRegionView,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  someFacts,
  type CellWord,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';

const anyCell: fc.Arbitrary<CellWord> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<CellWord>('allowed') },
  { weight: 3, arbitrary: fc.constant<CellWord>(CATCH_ALL) },
  fc.constantFrom(...DENIAL_SOURCES).map((why): CellWord => `denied:${why}`),
  fc.constant<CellWord>('denied:resource_policy:explicit'),
  fc.constantFrom(...STATE_REFUSALS).map((why): CellWord => `wrong_state:${why}`),
  fc.constantFrom(...PROBE_FAULTS).map((why): CellWord => `could_not_tell:${why}`),
);

const anyFacts = fc
  .record({
    keyState: fc.oneof(
      { weight: 4, arbitrary: fc.constant('Enabled') },
      fc.constantFrom(
        'Disabled',
        'PendingDeletion',
        'PendingReplicaDeletion',
        'PendingImport',
        'Unavailable',
        'Updating',
        'New',
      ),
    ),
    origin: fc.constantFrom('AWS_KMS', 'AWS_KMS', 'EXTERNAL', null),
    materialExpiresAt: fc.constantFrom(null, null, after(HOUR_MS), after(9 * DAY_MS)),
    customKeyStoreId: fc.constantFrom(null, null, null, 'cks-1'),
    keySpec: fc.constantFrom('SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT', 'RSA_2048'),
    currentKeyMaterialId: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
    pendingDeletionWindowDays: fc.constantFrom(null, 7),
    deletionDays: fc.constantFrom(0.1, 3, 20),
  })
  .map(({ deletionDays, ...given }) =>
    someFacts({ ...given, deletionAt: given.keyState === 'PendingDeletion' ? after(deletionDays * DAY_MS) : null }),
  );

/** Each test with its own answer, or the same answer for all of them. */
const anyWords: fc.Arbitrary<ReportWords> = fc
  .record({
    facts: fc.option(anyFacts, { freq: 3 }),
    unseen: anyCell.filter((word) => word !== 'allowed'),
    same: fc.option(anyCell),
    encrypt: anyCell,
    decrypt: anyCell,
    generate: anyCell,
    reEncryptTo: anyCell,
    kind: fc.constantFrom('grid', 'grid', 'grid', 'short', 'proof'),
  })
  .map(({ facts, unseen, same, kind, ...cells }): ReportWords => {
    const tests =
      facts !== null && !mayAskCrypto(facts.keyState)
        ? { generate: 'not_run' as const, decrypt: 'not_run' as const, encrypt: 'not_run' as const }
        : same === null
          ? cells
          : { generate: same, decrypt: same };
    return { facts, describe: facts === null ? unseen : 'allowed', kind, ...tests };
  });

const anyEvidence = (at: Date): fc.Arbitrary<Partial<LatestEvidence>> =>
  fc.constantFrom<Partial<LatestEvidence>>(
    {},
    {},
    { describeKey: { asOf: at, content: { kind: 'describe_key', exists: false } } },
    {
      describeKey: {
        asOf: at,
        content: {
          kind: 'describe_key',
          exists: true,
          keyState: 'PendingDeletion',
          deletionAt: after(2 * DAY_MS, at),
          materialExpiresAt: null,
          currentKeyMaterialId: null,
        },
      },
    },
    {
      productionErrors: [-30, 30].map((minutes) => ({
        asOf: after(minutes * MINUTE_MS, NOW),
        content: {
          kind: 'production_error',
          errorName: 'AccessDeniedException',
          action: 'GenerateDataKey',
          principalArn: null,
          deniedBy: null,
        },
      })),
    },
  );

/** One check of a key, and what else is known then. */
export const anyVisit: fc.Arbitrary<Visit> = fc
  .record({
    minutes: fc.constantFrom(1, 3, 3, 3, 15, 60, 19 * 60),
    says: anyWords,
    control: fc.constantFrom<CellWord | null>(null, 'allowed', CATCH_ALL),
    roleCoversEveryKey: fc.boolean(),
    others: fc.boolean(),
    incidentMinutes: fc.constantFrom(null, null, null, 1, 40),
    together: fc.constantFrom(0, 1, 5),
    evidence: anyEvidence(NOW),
  })
  .map(({ minutes, says, control, roleCoversEveryKey, others, incidentMinutes, together, evidence }) => ({
    minutes,
    says,
    context: (at: Date) =>
      aContext(
        aRegionView({
          control: control === null ? null : aControl(control, at),
          roleCoversEveryKey,
          others: others ? at : null,
          deniedTogether: together,
          incidentSince: incidentMinutes === null ? null : after(-incidentMinutes * MINUTE_MS, at),
        }),
        evidence,
      ),
  }));

/** Keys before their first check of a journey. */
export const before: readonly KeyRecord[] = [
  aRecord(),
  aUsableRecord(),
  aUsableRecord({
    verdict: { status: 'unusable', cause: 'pending_deletion' },
    facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(5 * DAY_MS) }),
    notUsableSince: after(-DAY_MS),
  }),
  aUsableRecord({
    verdict: { status: 'unusable', cause: 'key_disabled' },
    facts: someFacts({ keyState: 'Disabled' }),
    notUsableSince: after(-2 * DAY_MS),
  }),
  aUsableRecord({ facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: after(2 * HOUR_MS) }) }),
];
