import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandsIn, jsonIn, withoutDateSeen } from '#lib/core/customer-text/customer-text.test-support.ts';
import { foreignIdentifiers } from '#lib/core/customer-text/foreign-identifiers.ts';
import {
  adviceOn,
  journey,
  replyOn,
  sentencesOf,
  type Journey,
  type Visit,
} from '#lib/core/customer-text/key-journey.test-support.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import type { LatestEvidence } from '#lib/core/finding/evidence.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import {
  aContext,
  aControl,
  after,
  aRecord,
  aRegionView,
  ARN,
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
import { lastSeenState } from '#lib/core/verdict/last-seen-state.ts';

const anyCell: fc.Arbitrary<CellWord> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<CellWord>('allowed') },
  { weight: 3, arbitrary: fc.constant<CellWord>(CATCH_ALL) },
  fc.constantFrom(...DENIAL_SOURCES).map((why): CellWord => `denied:${why}`),
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

const anyVisit: fc.Arbitrary<Visit> = fc
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

const before: readonly KeyRecord[] = [
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

type Told = { key: Journey; subject: string; body: string; now: Date };
const OWN = {
  arn: ARN,
  awsAccountId: '111122223333',
  vendorAccountId: '444455556666',
  principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
};
const INSTANT = '\\w{3} \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d UTC';
const all = (text: string, before: string): string[] =>
  [...text.matchAll(new RegExp(`${before} (${INSTANT})`, 'g'))].flatMap(([, at]) => at ?? []);
const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

const NOTHING_TO_DO = /do not need to do anything/i;
const isDenialOnHold = ({ record, source }: Journey): boolean =>
  source.incidentSince !== null &&
  record.check.firstDenialAt !== null &&
  record.check.firstDenialAt.getTime() >= source.incidentSince.getTime() - 30 * MINUTE_MS;

/** Every rule that any text must hold, whatever led to it. */
function holds({ key, subject, body, now }: Told): void {
  const { record } = key;
  const text = `${subject}\n${body}`;
  const fresh = (at: Date | null): boolean => at !== null && now.getTime() - at.getTime() <= 10 * MINUTE_MS;

  // H27: one deadline, and it is the one of page, list and alerts: the earlier of deletion and expiry.
  const deadlines = distinct([...all(withoutDateSeen(text), 'not before'), ...all(text, 'expires on')]);
  const { deletionAt, materialExpiresAt } = record.facts ?? {};
  const expiresFirst = deletionAt && materialExpiresAt && materialExpiresAt < deletionAt;
  expect(deadlines.length).toBeLessThanOrEqual(expiresFirst ? 2 : 1);
  const { deadlineAt } = record;
  if (deadlineAt !== null && deadlines.length > 0) expect(deadlines).toContain(instantWords(deadlineAt));
  if (deadlineAt !== null && deadlineAt > now) expect(text).toContain(instantWords(deadlineAt));
  if (text.includes('not before')) expect(text).toMatch(/24 hours/);
  if (deadlines.length > 0) expect(body).not.toContain('There is no date');

  // H27: one "since", the start of the unbroken time.
  const since = distinct(all(body, 'Since'));
  expect(since.length).toBeLessThanOrEqual(1);
  if (since.length === 1) expect(since[0]).toBe(record.notUsableSince && instantWords(record.notUsableSince));

  // H3: nothing is undone outside the first of three answers, and there only on a condition.
  const [lead = '', first = '', rest = ''] = body.split(
    /^Answer 1, by mistake:$|^Answer 2, replaced by another key:$/m,
  );
  // A policy for a new key has AWS's own statement "Enable IAM User Permissions".
  expect((lead + rest).replaceAll(/^ {2,}.*$/gm, '')).not.toMatch(/\b(cancel|enable)\b/i);
  if (/\b(cancel|enable)\b/i.test(first)) {
    expect(first).toMatch(/Only if/);
    expect(rest).toMatch(/^Answer 3, on purpose:$/m);
  }

  // H27: nothing to do is never said beside something to do.
  if (NOTHING_TO_DO.test(body)) {
    expect(commandsIn(body)).toEqual([]);
    expect(jsonIn(body)).toEqual([]);
    expect(deadlineAt).toBeNull();
    expect(body).not.toMatch(/please (check|enable|cancel|import|add|change|edit|remove|put|allow|create|send|run)\b/i);
  }

  // H7: the age comes first, and nothing old is told in the present.
  expect(body.startsWith('As of ')).toBe(!fresh(record.check.lastConclusiveAt));
  for (const found of body.matchAll(/we are confirming(.{0,40})/gi)) expect(found[1]).toMatch(/^ until \w{3} \d/);
  const stateSeen = [
    record.check.lastDescribedAt,
    record.verdictSince,
    ...Object.values(record.check.actions).flatMap(({ at, result }) => (result === 'wrong_state' ? [at] : [])),
  ];
  if (/AWS reports (the|this) key as/.test(body)) expect(stateSeen.some(fresh)).toBe(true);

  for (const [, , named = ''] of body.matchAll(/AWS (allows|denies) our account ((?:kms:\w+(?:, | and )?)+)/g))
    for (const [, action] of named.matchAll(/kms:(\w+)/g))
      expect(fresh(record.check.actions[action as RequiredAction]?.at ?? null), action).toBe(true);

  // H5, H21: what the customer sees of us.
  const refused = !mayAskCrypto(lastSeenState(record));
  expect(body.includes('we only call DescribeKey')).toBe(refused);
  const results = REQUIRED_ACTIONS.flatMap((action) => record.check.actions[action]?.result ?? []);
  if (!refused && results.length > 0 && results.every((result) => result === 'denied'))
    expect(body).not.toContain('In your CloudTrail our checks appear');

  // H6: nobody else's identifiers.
  expect(foreignIdentifiers(text, OWN)).toEqual([]);

  // H12, H13: no certainty above what the record allows.
  const ownerFindsNone = record.check.findings.some(
    ({ detail }) => 'ownerSaid' in detail && detail.ownerSaid?.exists === false,
  );
  if (!ownerFindsNone) expect(body).not.toContain('unrecoverable');
  expect(body).not.toMatch(/\bworks?\b/);

  // H25: while many customers are denied together, nobody is asked about their policy.
  if (isDenialOnHold(key)) expect(jsonIn(body).filter((one) => !JSON.stringify(one).includes('"Version"'))).toEqual([]);
  if (
    isDenialOnHold(key) &&
    record.verdict.cause !== null &&
    findingRecord(record.verdict.cause).traits.waitsForOurSide
  )
    expect(body).toContain('several customers in Europe (Ireland)');
}

/** The same for what staff read. */
function adviceHolds(key: Journey, laterMinutes: number): void {
  for (const { finding, words } of adviceOn(key, laterMinutes)) {
    const sentences = sentencesOf(words);
    const said = sentences.join('\n');
    for (const { text, command } of words.steps)
      if (/enable-key|cancel-key-deletion/.test(command ?? '')) expect(text).toMatch(/^Only if it was a mistake/);
    expect(distinct(all(said, 'not before')).length, said).toBeLessThanOrEqual(1);
    if (said.includes('not before')) expect(said).toMatch(/up to 24 hours/);
    const covers = 'roleCoversEveryKey' in finding.detail && finding.detail.roleCoversEveryKey === true;
    if (!covers) expect(said).not.toContain('so our own side works');
    if (finding.confidence !== 'certain') expect(said).not.toContain('So the cause is on their side:');
    if (said.includes('not before')) expect(said).not.toMatch(/there is no (earliest )?date|AWS gave no date/i);
    if (/re-checking/i.test(words.cause)) expect(words.cause).toMatch(/re-checking until \w{3} \d/);
  }
}

it('H3 H5 H6 H7 H8 H12 H13 H21 H25 H27 holds for every text about any key, after any checks, at any age', () => {
  let told = 0;
  let onHold = 0;
  let dated = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...before),
      fc.array(anyVisit, { minLength: 1, maxLength: 6, size: 'max' }),
      fc.constantFrom(0, 0, 5, 11, 180, 3 * 1440),
      (record, visits, laterMinutes) => {
        const key = journey(visits, record);
        adviceHolds(key, laterMinutes);
        const text = replyOn(key, laterMinutes);
        if (text.kind === 'blocked') return;
        told += 1;
        if (isDenialOnHold(key)) onHold += 1;
        if (key.record.deadlineAt !== null) dated += 1;
        const now = after(laterMinutes * MINUTE_MS, key.at);
        try {
          holds({ key, subject: text.subject, body: text.body, now });
        } catch (error) {
          // The text itself says most about what led to it.
          throw new Error(
            `${JSON.stringify({ verdict: key.record.verdict, deadlineAt: key.record.deadlineAt, facts: key.record.facts })}\n${text.subject}\n${text.body}`,
            { cause: error },
          );
        }
      },
    ),
    { numRuns: 1_000 },
  );
  // A case that never comes up tests nothing.
  expect(Math.min(told, onHold, dated)).toBeGreaterThan(50);
});
