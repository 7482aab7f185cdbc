import { expect, test } from 'vitest';
import { checkedWords } from './check-now-form.tsx';

test('a check that gave way to a newer one never says that the status is unchanged', () => {
  for (const conclusive of [true, false]) {
    expect(checkedWords({ how: 'superseded', conclusive })).toBe(
      'A newer check finished first. The page shows its result.',
    );
  }
});

test('a check without an answer says that the status is unchanged, shared or not', () => {
  for (const how of ['written', 'shared'] as const) {
    expect(checkedWords({ how, conclusive: false })).toBe('The key could not be checked. Its status is unchanged.');
  }
});
