import { describe, expect, it } from 'vitest';
import { keyText, type KeyTextSource } from '#lib/core/customer-text/key-text.ts';
import { unwrapped } from '#lib/core/customer-text/customer-text.test-support.ts';
import { FINDING_CODES, type Finding } from '#lib/core/finding/all-findings.ts';
import { CONFIDENCES } from '#lib/core/finding/status.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { NEVER_THIS_KEY, NO_JOB_YET } from '#lib/core/text/no-job-yet.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import {
  aFinding,
  after,
  ARN,
  aRecord,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
} from '#lib/core/verdict/checks.test-support.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';

const REGION: HostingRegion = {
  code: 'eu-west-1',
  name: 'Europe (Ireland)',
  vendorAccountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/keydesk',
  externalId: null,
  controlKeyArn: null,
  encryptionContext: { tenant: 'value-that-is-not-said' },
  roleCoversEveryKey: false,
};
const DEPS = { regions: [REGION], policy: POLICY };

const aSource = (
  findings: readonly Finding[],
  record: Partial<KeyRecord> = {},
  given: Partial<KeyTextSource> = {},
  actions: ActionResults = {},
): KeyTextSource => ({
  customerId: 'c1',
  record: aRecord({
    verdict: { status: 'unusable', cause: findings[0]?.code ?? 'key_disabled' },
    facts: someFacts({ keyState: 'Disabled' }),
    ...record,
    check: { lastAttemptAt: NOW, lastConclusiveAt: NOW, findings, actions },
  }),
  customerName: 'Acme Logistics',
  contactName: null,
  timeZone: null,
  awsAccountId: '111122223333',
  ownershipProven: true,
  lastFault: null,
  principalArn: null,
  denied: [],
  incidentSince: null,
  evidenceChangedAt: null,
  released: null,
  neededAgain: false,
  dependents: null,
  rotatedAt: null,
  ourSideCheckedAt: null,
  ...given,
});
const bodyOf = (source: KeyTextSource, now = NOW): string => {
  const text = keyText(source, DEPS, now);
  if (text.kind !== 'text') throw new Error(text.reason);
  return text.body;
};

describe('the reply about a key from its record', () => {
  it('adds the denied calls of the record, with the confidence that was concluded', () => {
    const body = bodyOf(
      aSource(
        [{ ...aFinding('partial_access', 'likely'), detail: {} } as Finding],
        { facts: someFacts() },
        {},
        { Encrypt: { result: 'allowed', at: NOW }, ReEncryptTo: { result: 'denied', at: NOW } },
      ),
    );
    expect(body).toContain('"kms:ReEncryptTo"');
    expect(body).toContain('A cause on our side is unlikely');
    expect(body).toContain(ARN);
  });

  it('also asks for the action that AWS hid behind the denied one, and calls only that one denied', () => {
    const found = aFinding('partial_access', 'likely', {
      actions: ['ReEncryptTo'],
      hiddenActions: ['ReEncryptFrom'],
      othersAllowed: true,
    });
    const body = bodyOf(aSource([found], { facts: someFacts() }));
    expect(body).toContain('"kms:ReEncryptFrom",\n      "kms:ReEncryptTo"');
    expect(unwrapped(body).split('What to add')[0]).not.toContain('ReEncryptFrom');
  });

  it('H25 blames no customer whose denial began about when many others in the region lost access', () => {
    const denialOf = (began: Date, incidentSince: Date | null) => {
      const source = aSource([aFinding('access_lost', 'certain')], { facts: someFacts() }, { incidentSince });
      const { record } = source;
      return unwrapped(bodyOf({ ...source, record: { ...record, check: { ...record.check, firstDenialAt: began } } }));
    };
    const holding = 'Please leave the policy of this key as it is for now: several customers in Europe (Ireland)';
    expect(denialOf(after(-30 * MINUTE_MS), NOW)).toContain(holding);
    expect(denialOf(NOW, after(-10 * MINUTE_MS))).toContain(holding);
    expect(denialOf(after(-31 * MINUTE_MS), NOW)).not.toContain(holding);
    expect(denialOf(NOW, null)).not.toContain(holding);
    const disabled = aSource([aFinding('key_disabled', 'certain')], {}, { incidentSince: NOW });
    expect(unwrapped(bodyOf(disabled))).not.toContain(holding);
  });

  it('H22 H23 says how often we check the key now, and the names of what we send', () => {
    const body = unwrapped(bodyOf(aSource([aFinding('partial_access', 'likely', { actions: ['Decrypt'] })])));
    expect(body).toContain('about every 15 minutes');
    expect(body).toContain('an encryption context with tenant');
    expect(body).not.toContain('value-that-is-not-said');
  });

  it('H7 says that the key could not be checked since', () => {
    const source = aSource([aFinding('key_disabled', 'certain')]);
    const { check } = source.record;
    const failed = { ...source, record: { ...source.record, check: { ...check, inconclusiveCount: 2 } } };
    expect(bodyOf(failed, after(11 * MINUTE_MS))).toMatch(
      /^As of Sat 14 Mar 2026 09:12 UTC; could not be checked since\./,
    );
    expect(bodyOf(source, after(9 * MINUTE_MS))).toMatch(/^Hello,/);
  });

  it('H2 says of every key pending setup not to start, and names no backups, for any finding', () => {
    let told = 0;
    for (const code of FINDING_CODES)
      for (const confidence of CONFIDENCES) {
        const source = aSource([aFinding(code, confidence)], { role: 'candidate' });
        const text = keyText(source, DEPS, NOW);
        if (text.kind !== 'text') continue;
        told += 1;
        const body = unwrapped(text.body);
        const isNever = code === 'aws_managed_key' || (code === 'wrong_key_type' && confidence === 'certain');
        const notToStart = isNever ? NEVER_THIS_KEY : NO_JOB_YET;
        expect([code, body]).toEqual([code, expect.stringContaining(notToStart)]);
        expect([code, body.replace(notToStart, '')]).toEqual([
          code,
          expect.not.stringMatching(/backups? |restores|running job/),
        ]);
        const inUse = keyText(aSource([aFinding(code, confidence)]), DEPS, NOW);
        expect(inUse.kind === 'text' && unwrapped(inUse.body)).not.toContain('do not create a backup job');
        expect([code, isNever && body.includes('check the key again')]).toEqual([code, false]);
      }
    expect(told).toBeGreaterThan(30);
  });

  it('H19 asks to keep an old key enabled, and never says that there is nothing to do', () => {
    const source = aSource([], { role: 'retained', verdict: { status: 'usable', cause: null }, facts: someFacts() });
    expect(bodyOf(source)).toMatch(/Please keep this key enabled, with its policy unchanged: it is an old key/);
    expect(bodyOf(source)).not.toContain('You do not need to do anything');
  });

  it('H2 gives no green light for a usable key that is pending setup', () => {
    const source = aSource([], { role: 'candidate', verdict: { status: 'usable', cause: null }, facts: someFacts() });
    const text = keyText(source, DEPS, NOW);
    expect(text).toMatchObject({
      subject: 'Your AWS KMS key is still being set up: please do not start yet (eu-west-1)',
      body: expect.stringContaining(NO_JOB_YET),
    });
    expect(bodyOf(source)).not.toContain('You do not need to do anything');
  });

  it.each([
    ['retired', aSource([aFinding('key_disabled', 'certain')], { role: 'retired' })],
    ['ownership_unproven', aSource([aFinding('key_disabled', 'certain')], {}, { ownershipProven: false })],
    ['evidence_not_judged', aSource([aFinding('key_disabled', 'certain')], {}, { evidenceChangedAt: after(1) })],
    [
      'confirming_recovery',
      aSource([aFinding('key_disabled', 'certain'), aFinding('recovery_unconfirmed', 'certain')]),
    ],
    ['vendor_account_missing', aSource([aFinding('key_disabled', 'certain')], { region: 'us-west-2' })],
  ] as const)('H26 is withheld: %s', (reason, source) => {
    expect(keyText(source, DEPS, NOW)).toMatchObject({ kind: 'blocked', reason });
  });
});
