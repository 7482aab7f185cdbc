import { describe, expect, it } from 'vitest';
import { changedInReply, combinedText, toldByReply, type KeyToTell } from '#lib/core/customer-text/combined-text.ts';
import { whyNotToCopyEditedOf } from '#lib/core/customer-text/edited-combined-text.ts';
import { journey, REGION, type Visit } from '#lib/core/customer-text/key-journey.test-support.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import {
  after,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  MINUTE_MS,
  POLICY,
  someFacts,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';

const DEPS = { regions: [REGION], policy: POLICY };
const NOW = after(12 * MINUTE_MS);
const arnOf = (index: number, account = '111122223333') =>
  `arn:aws:kms:eu-west-1:${account}:key/${String(index).padStart(8, '0')}-12ab-34cd-56ef-1234567890ab` as KeyArn;
const once = (says: ReportWords): Visit[] => [{ minutes: 3, says }];
const NOT_RUN = { generate: 'not_run', decrypt: 'not_run' } as const;
const disabled = once({ facts: someFacts({ keyState: 'Disabled' }), ...NOT_RUN });
const pending = once({ facts: someFacts({ keyState: 'PendingDeletion', deletionAt: after(9 * DAY_MS) }), ...NOT_RUN });
const confirming = once({ decrypt: CATCH_ALL });
const keyOf = (index: number, visits: readonly Visit[]): KeyToTell => ({
  id: `key-${index}`,
  source: journey(visits, aUsableRecord({ arn: arnOf(index) })).source,
});

/** A disabled key, one with a scheduled deletion and one that is being confirmed: the last is with us. */
const KEYS = [keyOf(1, disabled), keyOf(2, pending), keyOf(3, confirming)];
function madeOf(keys: readonly KeyToTell[]) {
  const made = combinedText(keys, DEPS, NOW);
  if (made.kind === 'blocked') throw new Error(made.words);
  return made;
}
const MADE = madeOf(KEYS);
const why = (edited: string, keys = KEYS, made = MADE) => whyNotToCopyEditedOf(keys, made, edited, DEPS, NOW);
/** The reply with a line more below the line of a key, or below the last line. */
function withLine(words: string, { below }: { below: number | 'all' }): string {
  if (below === 'all') return `${MADE.body}\n${words}\n`;
  const title = MADE.sections[below]?.title ?? '';
  const [before = '', rest = ''] = MADE.body.split(`${title}\n`).slice(-2);
  const [asOf = '', ...others] = rest.trimStart().split('\n\n');
  return [`${before}${title}`, asOf, words, ...others].join('\n\n');
}

describe('an edited reply about several keys', () => {
  it('may be copied as it was made, and with words of its own at each key and at the end', () => {
    expect(why(MADE.body)).toEqual([]);
    expect(MADE.sections.map(({ keyId }) => keyId).toSorted()).toEqual(['key-1', 'key-2', 'key-3']);
    expect(why(withLine('Your colleague Kim knows this key.', { below: 0 }))).toEqual([]);
    expect(why(withLine('Thank you for your patience.', { below: 'all' }))).toEqual([]);
  });

  it('H6 names no account and no key of somebody else, wherever it stands, and says where', () => {
    const line = `See also ${arnOf(9, '999988887777')}.`;
    for (const below of [0, 2, 'all'] as const) {
      const edited = withLine(line, { below });
      const number = edited.split('\n').indexOf(line) + 1;
      expect(why(edited).join('\n')).toMatch(new RegExp(`in line ${number} of the text, is an ARN or an account`));
    }
  });

  it('H7 keeps what says how old each answer is', () => {
    const later = after(3 * 60 * MINUTE_MS);
    const made = combinedText(KEYS.slice(0, 2), DEPS, later);
    if (made.kind === 'blocked') throw new Error(made.words);
    const age = made.body.split('\n').find((line) => line.startsWith('As of ')) ?? '';
    expect(age).not.toBe('');
    const edited = made.body.replace(`${age}\n\n`, '');
    expect(whyNotToCopyEditedOf(KEYS.slice(0, 2), made, edited, DEPS, later).join('\n')).toContain('how old');
    expect(whyNotToCopyEditedOf(KEYS.slice(0, 2), made, made.body, DEPS, later)).toEqual([]);
  });

  it('H7 accuses nobody of a key that is not confirmed, nor of all of them', () => {
    const last = MADE.sections.findIndex(({ keyId }) => keyId === 'key-3');
    for (const below of [last, 'all'] as const)
      expect(why(withLine('Your team removed the statement.', { below })).join('\n')).toContain('caused it');
  });

  it('H27 asks for nothing of a key that is with us, and says of none that there is nothing to do', () => {
    const last = MADE.sections.findIndex(({ keyId }) => keyId === 'key-3');
    expect(why(withLine('Please add the statement again.', { below: last })).join('\n')).toContain('asks the customer');
    expect(why(withLine('You can ignore this.', { below: 'all' })).join('\n')).toContain('contradicts the text');
  });

  it('H27 has no date of another key, and none for all of them that the overview does not name', () => {
    const dayOf = (at: Date) =>
      new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
    const at = (keyId: string) => MADE.sections.findIndex((section) => section.keyId === keyId);
    const byDay = (days: number) => `Please answer by ${dayOf(after(days * DAY_MS))}.`;
    expect(why(withLine(byDay(9), { below: at('key-2') }))).toEqual([]);
    expect(why(withLine(byDay(9), { below: at('key-1') })).join('\n')).toContain('a date or deadline');
    expect(why(withLine(byDay(5), { below: 'all' })).join('\n')).toContain('a date or deadline');
  });

  it('keeps the line of each key, in its place', () => {
    const [first, second] = MADE.sections;
    if (first === undefined || second === undefined) throw new Error('no sections');
    expect(why(MADE.body.replace(`${first.title}\n`, '\n')).join('\n')).toContain(first.title);
    const swapped = MADE.body
      .replace(`${first.title}\n`, '#\n')
      .replace(`${second.title}\n`, `${first.title}\n`)
      .replace('#\n', `${second.title}\n`);
    expect(why(swapped)).toHaveLength(1);
  });

  it('is held to the rules of its own reply where it is about one key', () => {
    const keys = [keyOf(1, confirming)];
    const made = madeOf(keys);
    expect(why(made.body, keys, made)).toEqual([]);
    expect(why(`${made.body}\nPlease add the statement again.\n`, keys, made).join('\n')).toContain(
      'asks the customer',
    );
  });
});

it('what a reply tells changes with its keys and with what is said of one', () => {
  const tells = (keys: readonly KeyToTell[]) => toldByReply(keys, madeOf(keys).keyIds, NOW);
  const before = tells([keyOf(1, disabled), keyOf(2, disabled)]);
  expect(changedInReply(before, before)).toEqual([]);
  expect(changedInReply(before, tells([keyOf(1, disabled), keyOf(3, disabled)]))).toEqual(['it is about other keys']);
  expect(changedInReply(before, tells([keyOf(1, disabled), keyOf(2, pending)])).join()).toContain('deadline');
});
