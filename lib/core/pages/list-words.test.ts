import { describe, expect, it } from 'vitest';
import { emptyWords, positionWords } from './list-words.ts';

describe('a list without rows', () => {
  const nobody = { search: 'nobody', besides: false, more: false };

  it('repeats what was searched for and says what can be', () => {
    expect(emptyWords('keys', nobody)).toBe(
      'Nothing matches “nobody”. You can search by customer, client, ARN, account, key ID, or the last four characters of a key ID.',
    );
    expect(emptyWords('customers', nobody)).toBe(
      'Nothing matches “nobody”. You can search by name, external ID, or AWS account.',
    );
  });

  it('says that other filters are on, and names filters alone as such', () => {
    expect(emptyWords('keys', { ...nobody, besides: true })).toContain('“nobody” within the other filters.');
    expect(emptyWords('keys', { ...nobody, search: null, besides: true })).toBe('No key matches the filters.');
  });

  it('H27 never says that nothing matches where the search was cut', () => {
    expect(emptyWords('keys', { ...nobody, besides: true, more: true })).toBe(
      'None of the first matches of “nobody” passes the other filters.',
    );
  });
});

describe('a printed list', () => {
  const page = { count: { n: 1_213, exact: true }, before: null, after: 'a', more: false };

  it('says which of how many rows it has', () => {
    expect(positionWords(50, page)).toBe('50 of 1,213, first page');
    expect(positionWords(50, { ...page, before: 'b' })).toBe('50 of 1,213, neither first nor last page');
    expect(positionWords(13, { ...page, before: 'b', after: null })).toBe('13 of 1,213, last page');
    expect(positionWords(7, { ...page, count: { n: 7, exact: true }, after: null })).toBe('7 of 7');
  });

  it('says of a search whether it shows all that it found', () => {
    expect(positionWords(3, { ...page, count: null, after: null })).toBe('3 found');
    expect(positionWords(60, { ...page, count: null, after: null, more: true })).toBe('the first 60 matches');
  });
});
