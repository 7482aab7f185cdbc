import { expect, it } from 'vitest';
import { checkAllView, type CheckAllProgress } from './check-all.ts';

const NOW = new Date('2026-11-30T09:00:00.000Z');
const progress = (given: Partial<CheckAllProgress> = {}): CheckAllProgress => ({
  orderedAt: new Date(NOW.getTime() - 10_000),
  by: 'Ana',
  statuses: [
    { status: 'usable', keys: 9, checked: 9, answered: 8 },
    { status: 'unusable', keys: 3, checked: 3, answered: 3 },
  ],
  ...given,
});

it('says how far the checks are, and that the page may be left', () => {
  const statuses = [{ status: 'unverified', keys: 12, checked: 7, answered: 7 }] as const;
  expect(checkAllView(progress({ statuses }), NOW)).toMatchObject({
    running: true,
    words: '7 of 12 checked. You can leave this page: the checks go on.',
  });
});

it('H15 says what was seen, and never counts a key that gave no answer', () => {
  expect(checkAllView(progress(), NOW)).toMatchObject({
    running: false,
    words: '12 of 12 checked. Now: 3 unusable, 8 usable. 1 key gave no answer and keeps its last status.',
  });
});

it('says after a minute that the rest waits for the quota or the scheduler', () => {
  const statuses = [{ status: 'usable', keys: 2, checked: 1, answered: 1 }] as const;
  const orderedAt = new Date(NOW.getTime() - 60_001);
  expect(checkAllView(progress({ statuses, orderedAt }), NOW)?.words).toContain('scheduler');
});

it('H26 says nothing of an order of more than an hour ago, or of the future', () => {
  for (const ms of [-3_600_001, 1])
    expect(checkAllView(progress({ orderedAt: new Date(NOW.getTime() + ms) }), NOW)).toBeNull();
});
