import { describe, expect, it } from 'vitest';
import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { DENIAL_SOURCES, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import { errorWords } from './error-words.ts';
import { ADD_EVIDENCE_REFUSAL, refusalWords } from './evidence-refusal.ts';
import { PASTE_FORMATS } from './paste-format.ts';

const ERROR: ProductionError = {
  kind: 'production_error',
  errorName: 'AccessDeniedException',
  action: null,
  principalArn: null,
};
const wordsOf = (given: Partial<ProductionError>): string => {
  const { means, nextAction } = errorWords({ ...ERROR, ...given });
  return `${means} ${nextAction}`;
};
const STATES = STATE_REFUSALS.map((state) => wordsOf({ errorName: 'KMSInvalidStateException', state }));
const EVERY = [
  ...DENIAL_SOURCES.map((deniedBy) => wordsOf({ deniedBy })),
  ...STATES,
  ...['RDS-EVENT-0419', 'IncorrectKeyException', 'KMSInternalException', 'Unheard'].map((errorName) =>
    wordsOf({ errorName }),
  ),
];

describe('the words about an error from production', () => {
  it('H5 never send the customer to their own CloudTrail', () => {
    const refusals = Object.values(ADD_EVIDENCE_REFUSAL).map(({ words }) => words);
    for (const words of [...EVERY, ...refusals].filter((text) => text.includes('CloudTrail')))
      expect(words).toMatch(/our own account’s CloudTrail|This CloudTrail event/);
  });

  it('H3 H4 before an undo ask whether it was intended, and give every step of it', () => {
    for (const words of EVERY.filter((text) => /cancel-key-deletion|enable the key/.test(text)))
      expect(words).toMatch(/ask whether it was intended/);
    expect(wordsOf({ errorName: 'KMSInvalidStateException', state: 'pending_deletion' })).toMatch(
      /cancel-key-deletion\), then enable the key \(enable-key\)/,
    );
  });

  it('H12 call it confirmed only where the message itself names whose policy decided', () => {
    for (const deniedBy of DENIAL_SOURCES)
      if (wordsOf({ deniedBy }).includes('confirmed'))
        expect([
          'identity_policy',
          'permissions_boundary',
          'session_policy',
          'service_control_policy',
          'vpc_endpoint_policy',
        ]).toContain(deniedBy);
    expect(wordsOf({ deniedBy: 'cross_account_catch_all' })).toMatch(/likely/);
    expect(wordsOf({})).toMatch(/Unclear/);
  });

  it('H13 never say that the key is gone', () => {
    for (const words of EVERY) expect(words).not.toMatch(/is deleted|was deleted, (?:and|so)|unrecoverable/);
  });

  it('are there for readings from before the new fields', () => {
    expect(wordsOf({})).toMatch(/does not say which policy/);
    expect(errorWords(ERROR).through).toBeNull();
  });
});

describe('the words of a refusal', () => {
  it('name what the text was taken for when Keydesk had to find out', () => {
    expect(refusalWords({ reason: 'about_another_key', looksLike: 'key_policy' })).toMatch(
      /^Read as: Key policy \(get-key-policy\)\. This is about another key/,
    );
    expect(refusalWords({ reason: 'about_another_key' })).not.toContain('Read as');
  });

  it.each(Object.entries(PASTE_FORMATS))('name the format, and never call it damaged JSON: %s', (format, words) => {
    const said = refusalWords({ reason: 'other_output_format', format: format as keyof typeof PASTE_FORMATS });
    expect(said).toContain(words);
    expect(said).toContain('--output json');
    expect(said).not.toMatch(/missing|changed|complete/);
  });
});
