import { describe, expect, it } from 'vitest';
import { after, DAY_MS, HOUR_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { endOf, type StoredEnd } from './deletions-page.ts';
import { axisDay, markLabel, markTitle, stakeWords, whatHappens } from './deletion-words.ts';

const end = (given: Partial<StoredEnd>) =>
  endOf({ cause: null, keyState: 'Enabled', deletionAt: null, materialExpiresAt: null, deadlineAt: null, ...given });
const [week, month, year] = [after(7 * DAY_MS), after(30 * DAY_MS), after(365 * DAY_MS)];
const PENDING = { keyState: 'PendingDeletion', deletionAt: month } as const;

describe('the end of a key', () => {
  it.each([
    ['a scheduled deletion', { ...PENDING, cause: 'pending_deletion', deadlineAt: month }, 'deletion', month],
    [
      'H13 H27 a deletion that we can no longer see has the earliest possible loss, as its page says',
      { ...PENDING, cause: 'denied_while_pending_deletion', deadlineAt: week },
      'denied',
      week,
    ],
    [
      'H27 key material that expires before the deletion has the earlier date',
      { ...PENDING, cause: 'pending_deletion', materialExpiresAt: week, deadlineAt: week },
      'material',
      week,
    ],
    ['key material that expires in a year has no deadline yet', { materialExpiresAt: year }, 'material', year],
    [
      'a disabled key whose material expires',
      { cause: 'key_disabled', materialExpiresAt: week, deadlineAt: week },
      'material',
      week,
    ],
    ['a deletion that the status no longer rests on', { ...PENDING, cause: 'access_lost' }, 'last_seen', month],
    [
      'a deletion date of a key that is enabled again counts for nothing',
      { deletionAt: month, materialExpiresAt: year },
      'material',
      year,
    ],
    [
      'a replica deletion has no date',
      { cause: 'pending_replica_deletion', keyState: 'PendingReplicaDeletion' },
      'replica',
      null,
    ],
    [
      'a deletion that only a refusal named has no date',
      { cause: 'pending_deletion', keyState: null },
      'no_date',
      null,
    ],
    [
      'a presumed deletion keeps the date that was seen',
      { ...PENDING, cause: 'presumed_deleted' },
      'presumed_deleted',
      month,
    ],
  ] as const)('%s', (_, given, kind, at) => {
    expect(end(given)).toEqual({ kind, at });
  });
});

describe('the words of the timeline', () => {
  const seen = { deletionAt: month, pendingDeletionWindowDays: null, lastDescribedAt: NOW };

  it('H13 name the date that was seen as the later one, and only where it differs', () => {
    expect(whatHappens('denied', week, seen, NOW)).toBe(
      'Deletion no longer visible: earliest possible date, or from Mon 13 Apr 2026 09:12 UTC on if it was not rescheduled',
    );
    expect(whatHappens('denied', month, seen, NOW)).toBe('Deletion no longer visible: earliest possible date');
  });

  it('H26 give the age of a date that nobody confirmed within a day, and call a time in the future a clock error', () => {
    const lastSeen = (ms: number) => whatHappens('deletion', month, { ...seen, lastDescribedAt: after(ms) }, NOW);
    expect(lastSeen(-23 * HOUR_MS)).toBe('Deletion scheduled');
    expect(lastSeen(-25 * HOUR_MS)).toBe('Deletion scheduled (last seen Fri 13 Mar 2026 08:12 UTC)');
    expect(lastSeen(2 * HOUR_MS)).toBe('Deletion scheduled (last seen Sat 14 Mar 2026 11:12 UTC, clock error)');
  });

  it('H8 never offer a date that has passed as time that is left', () => {
    expect(whatHappens('deletion', NOW, seen, NOW)).toBe('The date has passed: AWS may delete the key at any moment');
    expect(whatHappens('material', after(-1), seen, NOW)).toBe('Key material should have expired by now');
  });

  it('H15 say what is at stake as far as it is known, and never that nothing is', () => {
    const use = { role: 'active', active: 2, retained: 0, retainedSince: null } as const;
    expect(stakeWords(use, false)).toBe(
      'Active key of 2 workspaces: backups have stopped, and those made with it can’t be restored',
    );
    expect(stakeWords({ ...use, active: 1 }, true)).toContain('Active key of 1 workspace: new backups stop');
    const retained = { ...use, role: 'retained', active: 0, retained: 1 } as const;
    expect(stakeWords({ ...retained, retainedSince: NOW }, false)).toBe(
      'Retained for 1 workspace: backups made before Sat 14 Mar 2026 can’t be restored',
    );
    expect(stakeWords(retained, false)).toBe('Retained for 1 workspace: backups made with it can’t be restored');
    expect(stakeWords({ ...use, active: 0 }, false)).toBe('Active key; its workspaces are not known');
    expect(stakeWords({ ...use, role: 'candidate', active: 0 }, false)).toBe(
      'Pending setup: not assigned to a workspace yet',
    );
  });

  it('name one key on its mark, and count several', () => {
    const [at, until] = [week.toISOString(), month.toISOString()];
    expect(axisDay(at)).toBe('21 Mar');
    expect(markLabel({ keys: 1, names: ['Northwind'], at, until: at })).toBe('21 Mar Northwind');
    expect(markLabel({ keys: 3, names: ['A', 'B'], at, until: at })).toBe('21 Mar 3 keys');
    expect(markLabel({ keys: 3, names: ['A', 'B'], at, until })).toBe('21 Mar – 13 Apr 3 keys');
    expect(markTitle({ keys: 3, names: ['A', 'B'], at, until: at })).toBe(
      'Not before Sat 21 Mar 2026 09:12 UTC: A, B and 1 more',
    );
  });
});
