import { describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { dateEvidence } from './date-evidence.ts';
import { contentOf, described } from './evidence.test-support.ts';

const content = contentOf('describe_key', described());
const date = (takenAt: Date | null, kmsCreatedAt: Date | null = null) =>
  dateEvidence(takenAt, content, kmsCreatedAt, NOW);

describe('the time of evidence', () => {
  it('is now when none is given', () => {
    expect(date(null)).toEqual({ ok: true, value: NOW });
  });

  it('H26 may be up to five minutes ahead, and is then now', () => {
    expect(date(after(5 * MINUTE_MS))).toEqual({ ok: true, value: NOW });
    expect(date(after(5 * MINUTE_MS + 1))).toEqual({ ok: false, reason: 'taken_in_the_future' });
  });

  it('is not before the key was created', () => {
    const made = after(-DAY_MS);
    expect(date(after(-5 * MINUTE_MS, made), made)).toMatchObject({ ok: true });
    expect(date(after(-5 * MINUTE_MS - 1, made), made)).toEqual({ ok: false, reason: 'taken_too_early' });
  });

  it('is not more than ten years ago when we don’t know when the key was created', () => {
    expect(date(new Date('2016-03-14T09:12:00Z'))).toMatchObject({ ok: true });
    expect(date(new Date('2016-03-14T09:00:00Z'))).toEqual({ ok: false, reason: 'taken_too_early' });
  });

  it('is not after the time at which the key was deleted by its own deletion date', () => {
    const pending = contentOf(
      'describe_key',
      described({ KeyState: 'PendingDeletion', DeletionDate: '2026-03-13T09:00:00Z' }),
    );
    const saidAt = (takenAt: Date) => dateEvidence(takenAt, pending, null, NOW);
    expect(saidAt(after(-2 * DAY_MS))).toMatchObject({ ok: true });
    expect(saidAt(after(-HOUR_MS))).toMatchObject({ ok: true });
    expect(saidAt(NOW)).toEqual({ ok: false, reason: 'older_than_said' });
  });
});
