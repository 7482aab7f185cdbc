import { describe, expect, it } from 'vitest';
import { eventWords } from '#lib/core/pages/event-words.ts';
import { KEY_EVENT_KINDS, type KeyEvent } from '#lib/core/verdict/key-event.ts';

const T1 = '2026-03-03T09:12:00.000Z';
const T2 = '2026-03-05T09:12:00.000Z';
const SCHEDULE = { enabled: true, periodInDays: 365, nextRotationAt: T2 };

const EVENTS = {
  registered: { kind: 'registered', role: 'active' },
  verdict_changed: {
    kind: 'verdict_changed',
    from: { status: 'usable', cause: null },
    to: { status: 'unusable', cause: 'key_disabled' },
  },
  key_state_changed: { kind: 'key_state_changed', from: 'Enabled', to: 'Disabled' },
  deletion_date_changed: { kind: 'deletion_date_changed', from: null, to: T2 },
  permission_changed: { kind: 'permission_changed', action: 'CreateGrant', from: null, to: 'not_testable' },
  key_material_first_seen: { kind: 'key_material_first_seen', keyMaterialId: 'a'.repeat(64) },
  key_material_changed: {
    kind: 'key_material_changed',
    from: 'a'.repeat(64),
    to: 'b'.repeat(64),
    seenBetween: { after: T1, before: T2 },
    how: 'either',
    origin: 'AWS_KMS',
  },
  rotation_schedule_changed: { kind: 'rotation_schedule_changed', from: null, to: SCHEDULE },
  material_expiry_changed: { kind: 'material_expiry_changed', from: null, to: T2 },
  evidence_added: { kind: 'evidence_added', evidenceId: 'one', evidenceKind: 'key_rotations', asOf: T2 },
  production_error_closed: {
    kind: 'production_error_closed',
    evidenceId: 'one',
    asOf: T2,
    reason: 'Backup 42 succeeded.',
  },
  imported: {
    kind: 'imported',
    importId: 'one',
    line: 12,
    role: 'active',
    workspace: 'Production',
    by: 'Priya Approver',
  },
  proved: { kind: 'proved', worked: true },
  ownership_proven: { kind: 'ownership_proven', how: 'description_code' },
  role_changed: { kind: 'role_changed', from: 'retained', to: 'released', by: 'Priya', reason: 'Nothing needs it.' },
  ownership_withdrawn: {
    kind: 'ownership_withdrawn',
    by: 'Priya Approver',
    reason: 'The account belongs to somebody else.',
  },
} as const satisfies { [Kind in KeyEvent['kind']]: Extract<KeyEvent, { kind: Kind }> };

describe('an event in words', () => {
  it.each(KEY_EVENT_KINDS)('has a title without a period and a detail that ends with one: %s', (kind) => {
    const { title, detail } = eventWords(EVENTS[kind]);
    expect(title).toMatch(/^\S.*[^.]$/);
    if (detail !== null) expect(detail).toMatch(/\.$/);
  });

  it.each(['deletion_date_changed', 'rotation_schedule_changed', 'material_expiry_changed'] as const)(
    'H8 gives the date with weekday, UTC, and the customer’s time zone: %s',
    (kind) => {
      expect(eventWords(EVENTS[kind], 'America/New_York').detail).toContain(
        'Thu 5 Mar 2026 09:12 UTC (Thu 5 Mar 2026 04:12 America/New_York)',
      );
    },
  );

  it.each(['key_material_changed', 'evidence_added'] as const)('H8 gives the date with weekday and UTC: %s', (kind) => {
    expect(eventWords(EVENTS[kind], 'America/New_York').detail).toContain('Thu 5 Mar 2026 09:12 UTC');
  });

  it.each(['deletion_date_changed', 'rotation_schedule_changed', 'material_expiry_changed'] as const)(
    'H8 says "not before" for a future date: %s',
    (kind) => {
      expect(eventWords(EVENTS[kind]).detail).toMatch(/not before/i);
    },
  );

  it('H15 says that we can’t tell the kind of a rotation when it is not visible', () => {
    expect(eventWords(EVENTS.key_material_changed).detail).toContain(
      'Automatic or on demand: the schedule that we saw does not tell us which.',
    );
  });

  it('H15 says "off" only for a schedule that we saw to be off', () => {
    const off = { enabled: false, periodInDays: null, nextRotationAt: null };
    expect(eventWords({ kind: 'rotation_schedule_changed', from: SCHEDULE, to: off }).title).toContain('off');
    for (const event of Object.values(EVENTS)) {
      const { title, detail } = eventWords(event);
      expect(`${title} ${detail ?? ''}`).not.toMatch(/\b(off|none|zero)\b/i);
    }
  });

  it('has its own words for imported material', () => {
    expect(eventWords({ ...EVENTS.key_material_changed, origin: 'EXTERNAL' })).toMatchObject({
      title: 'Imported key material rotated by the customer',
      detail: expect.stringContaining('must keep every earlier material') as string,
    });
  });

  it('says that our checks did not see what the customer sent', () => {
    expect(eventWords(EVENTS.evidence_added).detail).toContain('not seen by our checks');
  });
});
