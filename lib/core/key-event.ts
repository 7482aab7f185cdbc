import type { ActionResult } from '#lib/core/key-record.ts';
import type { ProbeAction } from '#lib/core/probe.ts';
import type { Verdict } from '#lib/core/verdict.ts';

/** What can happen to a key, as its history tells it. Only changes are events; a check without one leaves none. */
export const KEY_EVENT_KINDS = [
  'registered',
  'verdict_changed',
  'key_state_changed',
  'deletion_date_changed',
  'permission_changed',
  'key_material_first_seen',
  'key_material_changed',
] as const;

export type KeyEvent =
  | { kind: 'registered'; role: string }
  | { kind: 'verdict_changed'; from: Verdict; to: Verdict }
  | { kind: 'key_state_changed'; from: string | null; to: string }
  | { kind: 'deletion_date_changed'; from: string | null; to: string | null }
  | { kind: 'permission_changed'; action: ProbeAction; from: ActionResult['result'] | null; to: ActionResult['result'] }
  | { kind: 'key_material_first_seen'; keyMaterialId: string }
  | { kind: 'key_material_changed'; from: string; to: string };
