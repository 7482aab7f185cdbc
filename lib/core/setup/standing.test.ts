import { describe, expect, it } from 'vitest';
import { REMINDERS_OFF, standingOf, type SetupFacts } from './standing.ts';
import type { Stage } from './stage.ts';

/** A Saturday. */
const NOW = new Date('2026-03-14T09:00:00.000Z');
const HOUR_MS = 3_600_000;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

const FACTS: SetupFacts = {
  remindAt: null,
  holdUntil: null,
  lastToldAt: null,
  workingDays: [1, 2, 3, 4, 5],
  timeZone: 'Europe/Berlin',
};
const stage = (given: Partial<Stage> = {}): Stage => ({
  step: 'key',
  since: ago(24),
  waitsFor: 'customer',
  waitsSince: ago(24),
  attention: null,
  ...given,
});
const standing = (facts: Partial<SetupFacts>, stages: readonly Stage[] = [stage()]) =>
  standingOf({ ...FACTS, ...facts }, stages, NOW);

describe('a reminder', () => {
  it.each<[string, Partial<SetupFacts>, Stage[], unknown]>([
    // A day ago was a Friday.
    ['comes three working days after the customer was asked', {}, [stage()], '2026-03-18T09:00:00.000Z'],
    [
      'counts from the line that has waited longest',
      {},
      [stage(), stage({ waitsSince: ago(48) })],
      '2026-03-17T09:00:00.000Z',
    ],
    ['counts from the last text they were told', { lastToldAt: ago(1) }, [stage()], '2026-03-18T08:00:00.000Z'],
    ['comes when a person wants it', { remindAt: ago(-1) }, [stage()], '2026-03-14T10:00:00.000Z'],
    [
      'forgets a date that is older than what the customer was asked last',
      { remindAt: ago(2), lastToldAt: ago(1) },
      [stage()],
      '2026-03-18T08:00:00.000Z',
    ],
    ['never comes before a hold ends', { holdUntil: ago(-24 * 9) }, [stage()], '2026-03-23T09:00:00.000Z'],
    ['is off where a person switched it off', { remindAt: REMINDERS_OFF }, [stage()], 'off'],
    ['is for nobody while the setup waits for us', {}, [stage({ waitsFor: 'us' })], null],
    ['is for nobody once they may start: the first backup has a date', {}, [stage({ step: 'first_backup' })], null],
  ])('%s', (_what, facts, stages, expected) => {
    const reminder = standing(facts, stages)?.reminder ?? null;
    expect(reminder?.kind === 'on' ? reminder.at.toISOString() : (reminder?.kind ?? null)).toBe(expected);
  });

  it('needs us from the moment it is due', () => {
    expect(standing({ remindAt: ago(0) })).toMatchObject({ waitsFor: 'us', waitsSince: ago(0), attention: ['remind'] });
    expect(standing({ remindAt: ago(-0.01) })).toMatchObject({ waitsFor: 'customer', attention: [] });
  });
});

describe('a hold', () => {
  it('keeps a setup from needing us until it ends, and then needs us', () => {
    const due = stage({ step: 'first_backup', waitsFor: 'us', attention: 'no_first_backup' });
    expect(standing({ holdUntil: ago(-1) }, [due])).toMatchObject({ held: true, attention: [] });
    expect(standing({ holdUntil: ago(0) }, [due])).toMatchObject({
      held: false,
      waitsFor: 'us',
      attention: ['no_first_backup', 'hold_over'],
    });
  });

  it('hides no backup with another key and no withdrawn proof', () => {
    for (const attention of ['other_key', 'ownership_withdrawn'] as const)
      expect(standing({ holdUntil: ago(-1) }, [stage({ waitsFor: 'us', attention })])).toMatchObject({
        held: false,
        attention: [attention],
      });
  });
});

describe('a setup of several lines', () => {
  it('waits for us if one of them does, since that one does', () => {
    const lines = [stage({ waitsSince: ago(30) }), stage({ waitsFor: 'us', waitsSince: ago(2) })];
    expect(standing({}, lines)).toMatchObject({ waitsFor: 'us', waitsSince: ago(2) });
  });

  it('has no standing once all of them are finished', () => {
    expect(standing({ holdUntil: ago(1) }, [])).toBeNull();
  });
});
