import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyVisit, before } from '#lib/core/customer-text/any-visit.test-support.ts';
import { commandsIn, jsonIn, withoutDateSeen } from '#lib/core/customer-text/customer-text.test-support.ts';
import { foreignIdentifiers } from '#lib/core/customer-text/foreign-identifiers.ts';
import {
  adviceOn,
  journey,
  replyOn,
  sentencesOf,
  type Journey,
} from '#lib/core/customer-text/key-journey.test-support.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { after, ARN, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { lastSeenState } from '#lib/core/verdict/last-seen-state.ts';

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
