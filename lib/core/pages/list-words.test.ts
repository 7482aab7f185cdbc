import { describe, expect, it } from 'vitest';
import { emptyWords } from './list-words.ts';

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
