import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreKey, type RestoreHistory, type RestoreReport, type RolePeriod } from './restore-key.ts';
import { restoreKeyWords, restoreUse } from './restore-words.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = new Date('2026-11-30T09:00:00.000Z');
/** Days before now. */
const ago = (days: number, ms = 0): Date => new Date(NOW.getTime() - days * DAY_MS + ms);

const period = (keyId: string, from: Date, to: Date | null, given: Partial<RolePeriod> = {}): RolePeriod => ({
  workspaceId: 'w',
  keyId,
  role: 'active',
  from,
  to,
  origin: 'setup',
  ...given,
});
const report = (keyId: string, given: Partial<RestoreReport> = {}): RestoreReport => ({
  keyId,
  asOf: ago(0.1),
  counts: { restore_points: 10 },
  oldestAt: null,
  lastBackup: null,
  ofOneWorkspace: true,
  zeroSince: null,
  ...given,
});
const history = (periods: readonly RolePeriod[], given: Partial<RestoreHistory> = {}): RestoreHistory => ({
  periods,
  switches: [],
  moves: [],
  reports: [],
  arnOf: new Map(['old', 'new', 'third'].map((id) => [id, `arn:${id}`])),
  ...given,
});
const on = (known: RestoreHistory, at: Date, workspaceId = 'w') => restoreKey(known, workspaceId, at, NOW);
const idsOf = ({ keys }: ReturnType<typeof on>) => keys.map(({ keyId }) => keyId);

const SWITCH = ago(10);
const switched = [
  period('old', ago(100), SWITCH),
  period('old', SWITCH, null, { role: 'retained', origin: 'replacement' }),
  period('new', SWITCH, null, { origin: 'replacement' }),
];

describe('by the history of roles', () => {
  it('is the key that was active then, as a guess', () => {
    expect(on(history(switched), ago(50))).toMatchObject({ kind: 'guess', keys: [{ keyId: 'old' }] });
    expect(on(history(switched), ago(5))).toMatchObject({ kind: 'guess', keys: [{ keyId: 'new' }], to: null });
  });

  it('goes to the new key at the instant of a switch, and not a millisecond before', () => {
    expect(idsOf(on(history(switched), SWITCH))).toEqual(['new']);
    expect(idsOf(on(history(switched), ago(10, -1)))).toEqual(['old']);
  });

  it('is either key from an ordered switch until our product acknowledged it', () => {
    const ordered = { workspaceId: 'w', oldKeyId: 'old', newKeyId: 'new', at: SWITCH };
    const known = history(switched, { switches: [{ ...ordered, until: ago(9) }] });
    expect(on(known, SWITCH)).toMatchObject({ kind: 'several', why: 'switch' });
    expect(idsOf(on(known, ago(9, -1)))).toEqual(['old', 'new']);
    expect(on(known, ago(9))).toMatchObject({ kind: 'guess', keys: [{ keyId: 'new' }] });
    const open = history(switched, { switches: [{ ...ordered, until: null }] });
    expect(on(open, NOW)).toMatchObject({ kind: 'several', until: null });
  });

  it('names no key for a time between two keys, and says from when until when', () => {
    const known = history([period('old', ago(100), ago(50)), period('new', ago(40), null)]);
    expect(on(known, ago(45))).toMatchObject({ kind: 'none', why: 'gap', from: ago(50), until: ago(40) });
    expect(on(known, ago(50))).toMatchObject({ why: 'gap' });
    expect(on(known, ago(40))).toMatchObject({ kind: 'guess' });
  });

  it('names no key for a time before the first one, except those taken over from earlier records', () => {
    expect(on(history(switched), ago(101))).toMatchObject({ kind: 'none', why: 'before_first', keys: [] });
    const taken = history([
      period('new', ago(30), null, { origin: 'import' }),
      period('old', ago(30), null, { role: 'retained', origin: 'import' }),
    ]);
    expect(idsOf(on(taken, ago(31)))).toEqual(['new', 'old']);
  });

  it('names no key where none is active any more, none ever was, or the time has not come', () => {
    expect(on(history([period('old', ago(100), ago(50))]), ago(1))).toMatchObject({ why: 'after_last', from: ago(50) });
    expect(on(history([]), ago(1))).toMatchObject({ why: 'no_key' });
    expect(on(history(switched), new Date(NOW.getTime() + 1))).toMatchObject({ why: 'in_future' });
  });

  it('names the keys that are kept for older backups where none was ever active', () => {
    const kept = history([period('old', ago(30), null, { role: 'retained', origin: 'legacy' })]);
    for (const at of [ago(31), ago(1)])
      expect(on(kept, at)).toMatchObject({ why: 'never_active', keys: [{ keyId: 'old' }] });
  });

  it('looks for older backups of a moved workspace where it came from', () => {
    const moved = history(
      [
        period('old', ago(100), ago(20), { workspaceId: 'before' }),
        period('old', ago(20), null, { workspaceId: 'before', role: 'retained' }),
        period('new', ago(21), null),
      ],
      { moves: [{ fromWorkspaceId: 'before', toWorkspaceId: 'w', at: ago(20) }] },
    );
    expect(on(moved, ago(22))).toMatchObject({ kind: 'guess', workspaceId: 'before', keys: [{ keyId: 'old' }] });
    expect(on(moved, ago(21))).toMatchObject({ workspaceId: 'w', keys: [{ keyId: 'new' }] });
    expect(on(moved, ago(5), 'before')).toMatchObject({ kind: 'none', why: 'moved', toWorkspaceId: 'w' });
  });
});

describe('by the reports of our product', () => {
  it('is the key of the last backup before then, where a report says that none was newer', () => {
    const lastBackup = { at: ago(2), result: 'succeeded', arn: 'arn:old' } as const;
    const known = history(switched, { reports: [report('new', { asOf: ago(1), lastBackup })] });
    expect(on(known, ago(1.5))).toMatchObject({ kind: 'reported', why: 'last_backup', keys: [{ keyId: 'old' }] });
    // Something newer may have come after the report, and the backup is not from before its own time.
    expect(on(known, ago(0.5))).toMatchObject({ kind: 'guess' });
    expect(on(known, ago(2, -1))).toMatchObject({ kind: 'guess' });
    const failed = history(switched, {
      reports: [report('new', { asOf: ago(1), lastBackup: { ...lastBackup, result: 'failed' } })],
    });
    expect(on(failed, ago(1.5))).toMatchObject({ kind: 'guess' });
  });

  it('is the only key with restore points from then, where reports rule out every other one', () => {
    const reports = [report('old', { oldestAt: ago(90) }), report('new', { oldestAt: SWITCH })];
    expect(on(history(switched, { reports }), ago(50))).toMatchObject({ kind: 'reported', why: 'only_one' });
    expect(on(history(switched, { reports: reports.slice(0, 1) }), ago(50)).kind).toBe('guess');
  });

  it('stays a guess where the key protects other workspaces too: its restore points may be theirs', () => {
    const reports = [
      report('old', { oldestAt: ago(90), ofOneWorkspace: false }),
      report('new', { oldestAt: SWITCH, ofOneWorkspace: false }),
    ];
    expect(on(history(switched, { reports }), ago(50)).kind).toBe('guess');
  });

  it('H15 takes a report from before that time, or one that counts no restore points, for unknown', () => {
    const unknown = [
      report('new', { asOf: ago(6), oldestAt: SWITCH }),
      report('new', { counts: {}, oldestAt: SWITCH }),
    ];
    for (const one of unknown)
      expect(on(history(switched, { reports: [one] }), ago(5)).keys).toEqual([
        { keyId: 'new', restorePoints: 'unknown' },
      ]);
  });

  it('guesses the active key once the old one has no restore points left, says since when, and names the old one too', () => {
    const none = report('old', { counts: { restore_points: 0 }, zeroSince: ago(3) });
    const answer = on(history(switched, { reports: [none] }), ago(50));
    expect(answer).toMatchObject({ kind: 'guess', why: 'none_left', zeroSince: ago(3), asOf: none.asOf });
    expect(idsOf(answer)).toEqual(['new', 'old']);
    const words = restoreKeyWords(answer, () => 'default, eu-west-1', null);
    expect(words).toMatch(/^A guess: the first key, which is active in default, eu-west-1 now\./);
    expect(words).toContain('no restore points of it since Fri 27 Nov 2026 09:00 UTC');
    // A report from before that time tells nothing, and a new key without restore points is no better guess.
    const older = history(switched, { reports: [{ ...none, asOf: ago(51) }] });
    const both = history(switched, { reports: [none, { ...none, keyId: 'new' }] });
    for (const known of [older, both])
      expect(on(known, ago(50))).toMatchObject({ why: 'by_roles', keys: [{ keyId: 'old' }] });
  });

  it('says so where the history of roles and the reports differ', () => {
    const reports = [report('new', { counts: { restore_points: 0 } }), report('old', { oldestAt: ago(90) })];
    const third = [...switched, period('third', ago(200), ago(150))];
    expect(on(history(third, { reports }), ago(5))).toMatchObject({
      kind: 'several',
      why: 'report_differs',
      keys: [{ keyId: 'new' }, { keyId: 'old' }],
    });
  });
});

it('has one answer for every time, and a guess is always the key that was active then', () => {
  const anyPeriods = fc
    .uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 8 })
    .map((days) => days.toSorted((a, b) => b - a))
    .map((days) => days.slice(1).map((to, index) => period(`k${index}`, ago(days[index] ?? 0), ago(to))))
    .chain((all) => fc.subarray(all, { minLength: 1 }));
  fc.assert(
    fc.property(anyPeriods, fc.integer({ min: 0, max: 500 }), fc.constantFrom(-1, 0, 1), (periods, days, ms) => {
      const at = ago(days, Math.min(ms, days === 0 ? 0 : ms));
      const answer = on(history(periods), at);
      const active = periods.filter(({ from, to }) => from <= at && (to === null || at < to));
      expect(idsOf(answer)).toEqual(active.map(({ keyId }) => keyId));
      expect(answer.kind).toBe(active.length === 1 ? 'guess' : 'none');
      const words = restoreKeyWords(answer, () => 'default, eu-west-1', 'Europe/Berlin');
      if (answer.kind === 'guess') expect(words).toMatch(/^A guess: .* UTC \(.* Europe\/Berlin\)/);
    }),
  );
});

describe('whether a restore can use the key', () => {
  const known = {
    isProven: true,
    role: 'retained',
    verdict: { status: 'usable', cause: null },
    decrypt: { result: 'allowed', at: ago(0.5) },
  } as const;
  const use = (given: Partial<Parameters<typeof restoreUse>[0]>) => restoreUse({ ...known, ...given }, NOW, null);

  it('H2 calls an allowed dry run a permission', () => {
    expect(use({})).toMatchObject({ can: 'yes', words: expect.stringContaining('dry run') });
    expect(use({ decrypt: { ...known.decrypt, real: true } }).words).toContain('real kms:Decrypt');
  });

  it('H10 lets a bad key state outweigh an allowed test', () => {
    expect(use({ verdict: { status: 'unusable', cause: 'key_disabled' } })).toMatchObject({ can: 'no' });
  });

  it('counts only Decrypt: a key that is denied other actions can still decrypt', () => {
    expect(use({ verdict: { status: 'unusable', cause: 'partial_access' } })).toMatchObject({ can: 'yes' });
    expect(use({ decrypt: { result: 'denied', at: ago(0.5) } })).toMatchObject({ can: 'no' });
  });

  it('H9 H15 H16 says unknown of old tests, none, and a key without proof of ownership', () => {
    expect(use({ decrypt: { result: 'allowed', at: ago(1, -1) } }).can).toBe('unknown');
    expect(use({ decrypt: null }).can).toBe('unknown');
    expect(use({ isProven: false, decrypt: { result: 'denied', at: NOW } })).toMatchObject({
      can: 'unknown',
      words: expect.not.stringContaining('kms:'),
    });
    expect(use({ role: 'retired' }).can).toBe('unknown');
  });
});
