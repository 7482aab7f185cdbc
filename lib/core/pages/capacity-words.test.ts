import { describe, expect, it } from 'vitest';
import {
  dueHint,
  dueWords,
  isLate,
  paceWords,
  throughputWords,
  workersFormula,
  workersWords,
} from '#lib/core/pages/capacity-words.ts';
import { after, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

it('never checks a usable key more often than the others', () => {
  expect(paceWords({ intervalMinutes: 60 })).toBe('A usable key every 60 min, any other key every 15 min');
  expect(paceWords({ intervalMinutes: 5 })).toBe('A usable key every 5 min, any other key every 5 min');
});

describe('scheduled checks in words', () => {
  const waiting = (n: number, ms: number, exact = true) => ({ now: NOW, due: { n, exact, oldestDueAt: after(-ms) } });

  it('says how many wait, and who acts once they are late', () => {
    expect(dueWords({ due: { n: 0, exact: true, oldestDueAt: null } })).toBe('No check is waiting');
    expect(dueWords(waiting(1, MINUTE_MS))).toBe('1 check is waiting; the oldest was due');
    expect(dueWords(waiting(1_000, MINUTE_MS, false))).toBe('1,000+ checks are waiting; the oldest was due');
    expect(isLate(waiting(9, 5 * MINUTE_MS))).toBe(false);
    expect(isLate(waiting(9, 5 * MINUTE_MS + 1))).toBe(true);
    expect(dueHint(waiting(9, 6 * MINUTE_MS))).toContain('Whoever runs Keydesk must');
  });

  it('gives the suggested workers with the formula and its numbers', () => {
    const page = { checksPerSecond: 12, throughput: { batches: 20, checked: 200, busyMs: 100_000 } };
    expect(throughputWords(page)).toBe(
      'One batch checks 2.00 keys per second, measured over the last 20 batches (200 keys)',
    );
    expect(workersWords(page)).toBe('3 workers');
    expect(workersFormula(page)).toContain('Here: 12.00 ÷ (2.00 × 4).');
  });

  it('H15 says that nothing was measured instead of a number', () => {
    const page = { checksPerSecond: 12, throughput: null };
    expect(workersWords(page)).toBe('Unknown until a batch was measured');
    expect(throughputWords(page)).toContain('Not measured yet');
    expect(workersFormula(page)).not.toContain('Here');
  });
});
