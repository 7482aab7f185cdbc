import { describe, expect, it } from 'vitest';
import type { PolicyAnswer, PolicyReading } from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { refusalWords } from './evidence-refusal.ts';
import { SUBJECT } from './evidence.test-support.ts';
import pasted from './pasted/policies.json' with { type: 'json' };
import { readEvidence } from './read-evidence.ts';

const all = (
  answer: PolicyAnswer,
  given: Partial<Record<RequiredAction, PolicyAnswer>> = {},
): PolicyReading['answers'] =>
  ({ ...Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, answer])), ...given }) as PolicyReading['answers'];

const OWNERS_ONLY = { answers: all('not_granted'), grantsForAwsServices: false, ownerKeepsControl: true };

const READ: Partial<Record<keyof typeof pasted, Partial<PolicyReading>>> = {
  P01: { answers: all('allowed'), grantsForAwsServices: true, ownerKeepsControl: true, moreThanNeeded: [] },
  P03: OWNERS_ONLY,
  P04: OWNERS_ONLY,
  P12: { ...OWNERS_ONLY, deletedPrincipals: ['AROA1234567890EXAMPLE', 'AIDA1234567890EXAMPLE'] },
  P13: { answers: all('not_granted'), awsManagedKey: true },
  P14: { answers: all('allowed'), grantsForAwsServices: false, ownerKeepsControl: true },
  P17: {
    answers: all('not_granted'),
    grantsForAwsServices: true,
    ownerKeepsControl: true,
    conditionKeys: [],
    grantConditionOnUse: true,
  },
  P19: {
    answers: all('not_granted', { Encrypt: 'conditional', Decrypt: 'conditional' }),
    conditionKeys: ['aws:PrincipalTag'],
    grantsForAwsServices: false,
    ownerKeepsControl: true,
  },
  P20: { ...OWNERS_ONLY, otherVendorAccounts: ['555566667777'] },
  P22: {
    answers: all('conditional'),
    conditionKeys: ['aws:PrincipalOrgID', 'aws:PrincipalTag'],
    moreThanNeeded: ['kms:*'],
    ownerKeepsControl: true,
  },
};

const REFUSED: Partial<Record<keyof typeof pasted, [reason: string, words: RegExp]>> = {
  P08: ['terraform_code', /Terraform.*get-key-policy/],
  P09: ['terraform_code', /Terraform.*get-key-policy/],
  P15: ['smart_quotes', /quotation marks.*as a file/],
};

describe('a key policy that support was sent', () => {
  it('is read or refused on purpose: every one of them', () => {
    expect([...Object.keys(READ), ...Object.keys(REFUSED)].toSorted()).toEqual(Object.keys(pasted).toSorted());
  });

  it.each(Object.entries(READ))('is read for our account, in whatever it is wrapped: %s', (name, expected) => {
    expect(readEvidence(null, pasted[name as keyof typeof pasted], SUBJECT)).toMatchObject({
      ok: true,
      value: { kind: 'key_policy', ...expected },
    });
  });

  it.each(Object.entries(REFUSED))('is refused with its reason and what to ask for: %s', (name, [reason, words]) => {
    const read = readEvidence(null, pasted[name as keyof typeof pasted], SUBJECT);
    expect(read).toEqual({ ok: false, reason, looksLike: 'key_policy' });
    if (!read.ok) expect(refusalWords(read)).toMatch(words);
  });
});
