import { describe, expect, it } from 'vitest';
import type { StaffRole } from './capability.ts';
import { roleOfGroups } from './role-map.ts';

const MAP = new Map<string, StaffRole>([
  ['desk-viewers', 'viewer'],
  ['desk-agents', 'agent'],
  ['support', 'agent'],
  ['desk-admins', 'admin'],
]);

describe('roleOfGroups', () => {
  it('gives the role of the one mapped group and ignores unmapped groups', () => {
    expect(roleOfGroups(['everyone', 'desk-agents'], MAP)).toEqual({ ok: true, value: 'agent' });
  });

  it('gives one role when several groups map to the same role', () => {
    expect(roleOfGroups(['desk-agents', 'support'], MAP)).toEqual({ ok: true, value: 'agent' });
  });

  it.each([[[]], [['everyone']], [['Desk-Admins']], [['__proto__', 'constructor']]])(
    'gives no role to %j',
    (groups) => {
      expect(roleOfGroups(groups, MAP)).toEqual({ ok: false, reason: 'no_role' });
    },
  );

  it('refuses groups of different roles instead of taking the highest', () => {
    expect(roleOfGroups(['desk-viewers', 'desk-admins'], MAP)).toEqual({ ok: false, reason: 'several_roles' });
  });
});
