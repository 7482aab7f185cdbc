import { describe, expect, it } from 'vitest';
import {
  anInput,
  everyTextOf,
  inputOf,
  sent,
  SUBJECT,
  type Sent,
} from '#lib/core/customer-text/customer-text.test-support.ts';
import { whyNotToCopy } from '#lib/core/customer-text/edited-text.ts';
import { FINDING_CODES } from '#lib/core/finding/all-findings.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const KEY: TextKey = { ...SUBJECT, vendorAccountId: SUBJECT.vendorAccountId ?? '' };
const DEADLINE = after(7 * DAY_MS);

const refusals = (made: Sent, edit: (body: string) => string): string[] =>
  whyNotToCopy(made, edit(made.body), KEY, [NOW, DEADLINE]);
/** Adds a sentence on a line of its own, so that its place is known. */
const adding = (made: Sent, sentence: string): string[] => refusals(made, (body) => `${sentence}\n\n${body}`);

const DISABLED = sent(inputOf('key_disabled', 'certain'));
const LOST = sent(inputOf('access_lost', 'likely'));
const CONFIRMING = sent(inputOf('access_denied_unconfirmed', 'likely', { confirmAt: after(HOUR_MS) }));
const INCIDENT = sent(inputOf('region_incident', 'one_of_several'));
const USABLE = sent(anInput());
const OLD = sent(inputOf('key_disabled', 'certain', {}, { lastConclusiveAt: after(-HOUR_MS) }));

describe('an edited reply', () => {
  it('may say everything that Keydesk says itself, about any finding, and friendly words around it', () => {
    const texts = [
      USABLE,
      ...FINDING_CODES.flatMap((code) => everyTextOf(code).filter((_, index) => index % 7 === 0)),
    ].filter(({ body }) => body.includes(SUBJECT.arn) && body.includes(SUBJECT.customerName));
    expect(texts.length).toBeGreaterThan(100);
    const wrong = texts.flatMap((made) => {
      const key = made.body.includes('Dana Ruiz') ? KEY : { ...KEY, contactName: null, principalArn: null };
      const friendly = made.body.replace(
        /^(Hello[^\n]*)$/m,
        '$1\n\nThank you for calling. I am Ana, and I stay on this.',
      );
      return [made.body, friendly].flatMap((body) => whyNotToCopy(made, body, key, []));
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    [
      'H1 no command that stores a policy',
      LOST,
      'Run aws kms put-key-policy --policy file://new.json now.',
      'put-key-policy',
    ],
    [
      'H1 nothing that skips the lockout check',
      LOST,
      'If AWS refuses, use --bypass-policy-lockout-safety-check.',
      '--bypass-policy-lockout-safety-check.',
    ],
    ['H2 not that the key works after a dry run', USABLE, 'Good news, the key works.', 'key works'],
    [
      'H5 no denied call in the customer’s own CloudTrail',
      LOST,
      'Please look for the denied call in your CloudTrail.',
      'denied call in your CloudTrail',
    ],
    ['H6 no other account', LOST, 'It is allowed for account 999988887777.', '999988887777'],
    ['H7 no accusation before it is confirmed', LOST, 'You removed our permission last night.', 'You removed'],
    ['H7 no fault of theirs before it is confirmed', INCIDENT, 'The cause is on your side.', 'cause is on your side'],
    [
      'H7 no change while we are confirming',
      CONFIRMING,
      'Please change the key policy.',
      'Please change the key policy',
    ],
    ['H25 no change while the region has an incident', INCIDENT, 'Can you enable it?', 'Can you enable it?'],
    ['H13 no data that is called lost', LOST, 'Your backups may be unrecoverable.', 'unrecoverable'],
    ['H19 no leave to delete', USABLE, 'You may delete the old key.', 'You may delete'],
    ['H27 no second date', DISABLED, 'Please do this before 2 April.', '2 April'],
    ['H27 no second date in digits', DISABLED, 'Our deadline is 2026-04-02.', '2026-04-02'],
    ['H27 no date that may be read in two ways', DISABLED, 'Our deadline is 02/04/2026.', '02/04/2026'],
    ['H27 no deadline without a date', DISABLED, 'We need this within two hours.', 'within two hours'],
    ['H27 no weekday as a deadline', DISABLED, 'We need this by the end of Monday.', 'by the end of Monday'],
    ['H27 not that there is nothing to do', DISABLED, 'No action is needed.', 'No action is needed'],
  ] as const)('%s: names the word and its line', (_, made, sentence, word) => {
    const [refused = ''] = adding(made, sentence);
    expect(refused).toContain(`“${word}”, in line 1 of the text, `);
  });

  it('may name the day of the key’s own deadline and today, in any form', () => {
    expect(
      adding(DISABLED, 'The deadline is Sat 21 Mar 2026, that is March 21st or 2026-03-21; today is 14 March.'),
    ).toEqual([]);
  });

  it.each([
    ['promise when we write again', DISABLED, 'We will write to you again within two hours.'],
    ['ask to leave the policy as it is', CONFIRMING, 'Please do not change the key policy for now.'],
  ])('may %s', (_, made, sentence) => {
    expect(adding(made, sentence)).toEqual([]);
  });

  it('may say who did it once that is confirmed', () => {
    expect(adding(DISABLED, 'Somebody on your side disabled the key.')).toEqual([]);
  });

  it('H7 keeps the line with the age of the answer, and drops it when the key was checked since', () => {
    const [age = ''] = OLD.body.split('\n');
    expect(age).toMatch(/^As of /);
    expect(refusals(OLD, (body) => body.slice(age.length).trimStart())[0]).toContain(
      `“${age}”, the first line, says how old`,
    );
    expect(adding(DISABLED, age)[0]).toContain('is out of date');
  });

  it('H7 keeps the sentence that the denial is being confirmed', () => {
    const [refused = ''] = refusals(CONFIRMING, (body) => body.replace(/^You do not need.*$/m, 'We look into it.'));
    expect(refused).toMatch(/we are confirming until .* is what we know so far/);
  });

  it('is refused when nothing is left', () => {
    expect(refusals(DISABLED, () => ' \n')).toHaveLength(1);
  });
});
