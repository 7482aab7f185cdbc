import { describe, expect, it } from 'vitest';
import { blockedReason, can } from '#lib/core/staff/capability.ts';
import { CAPABILITIES, STAFF_ROLES, type Capability } from '#lib/core/staff/staff-actions.ts';

const heldBy = (role: (typeof STAFF_ROLES)[number]) =>
  (Object.keys(CAPABILITIES) as Capability[]).filter((capability) => can(role, capability));

describe('who may do what', () => {
  it('lets a viewer read and export what they read, and nothing else', () => {
    expect(heldBy('viewer')).toEqual(['keys:read', 'keys:export']);
  });

  it('lets an agent check and add keys, add evidence and copy replies, but see neither staff nor the audit log', () => {
    const agent = ['keys:read', 'keys:check', 'keys:prove', 'evidence:add', 'keys:submit', 'texts:copy'];
    expect(heldBy('agent')).toEqual(expect.arrayContaining(agent));
    expect(heldBy('agent')).not.toContain('staff:manage');
    expect(heldBy('agent')).not.toContain('audit:read');
  });

  it('lets only an admin see staff and the audit log, and make tokens', () => {
    for (const role of ['viewer', 'agent', 'approver'] as const) {
      expect(can(role, 'staff:manage')).toBe(false);
      expect(can(role, 'audit:read')).toBe(false);
      expect(can(role, 'tokens:manage')).toBe(false);
    }
    expect(heldBy('admin')).toEqual(Object.keys(CAPABILITIES));
  });

  it('gives each role everything that the role before it has', () => {
    for (const [rank, role] of STAFF_ROLES.entries())
      for (const before of STAFF_ROLES.slice(0, rank))
        expect(heldBy(role)).toEqual(expect.arrayContaining(heldBy(before)));
  });

  it('gives a reason exactly where a role is not enough', () => {
    expect(blockedReason('viewer', 'keys:check')).toBe(
      'Your role is viewer. You need the role agent to check a key now.',
    );
    for (const role of STAFF_ROLES)
      for (const capability of Object.keys(CAPABILITIES) as Capability[])
        expect(blockedReason(role, capability) === null).toBe(can(role, capability));
  });
});
