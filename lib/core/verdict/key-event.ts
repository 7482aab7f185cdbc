import type { EvidenceKind } from '#lib/core/finding/evidence.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import type { OwnershipProof } from '#lib/core/customer/customer.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

/** What can happen to a key, for its history. Only changes are events; a check without a change adds none. */
export const KEY_EVENT_KINDS = [
  'registered',
  'imported',
  'verdict_changed',
  'key_state_changed',
  'deletion_date_changed',
  'permission_changed',
  'key_material_first_seen',
  'key_material_changed',
  'rotation_schedule_changed',
  'material_expiry_changed',
  'evidence_added',
  'production_error_closed',
  'proved',
  'ownership_proven',
  'ownership_withdrawn',
  'role_changed',
] as const;

export type KeyEvent =
  | { kind: 'registered'; role: string }
  /** A row of a file made it protect a workspace. `by`: the approver who accepted the import, and the ownership with it. */
  | { kind: 'imported'; importId: string; line: number; role: string; workspace: string; by: string }
  | { kind: 'verdict_changed'; from: Verdict; to: Verdict }
  /** `expected`: the key was released, so its owner may disable and delete it. */
  | { kind: 'key_state_changed'; from: string | null; to: string; expected?: true }
  /** With the key state of the same answer: only that shows whether a deletion was canceled. Not in earlier events. */
  | { kind: 'deletion_date_changed'; from: string | null; to: string | null; keyState?: string; expected?: true }
  | { kind: 'permission_changed'; action: ProbeAction; from: ActionResult['result'] | null; to: ActionResult['result'] }
  | { kind: 'key_material_first_seen'; keyMaterialId: string }
  | {
      kind: 'key_material_changed';
      from: string;
      to: string;
      /** The two observations between which it happened, in ISO format; null in events from before both were kept. */
      seenBetween?: { after: string | null; before: string };
      /** The kind of rotation, when the schedule that we saw tells it; otherwise `either`. */
      how?: 'automatic' | 'on_demand' | 'either';
      /** The material's origin in AWS's terms. EXTERNAL material was rotated by the customer. */
      origin?: string | null;
    }
  | { kind: 'rotation_schedule_changed'; from: RotationWords | null; to: RotationWords }
  | { kind: 'material_expiry_changed'; from: string | null; to: string | null; keyState?: string }
  | { kind: 'evidence_added'; evidenceId: string; evidenceKind: EvidenceKind; asOf: string }
  | { kind: 'production_error_closed'; evidenceId: string; asOf: string; reason: string }
  | { kind: 'proved'; worked: boolean }
  | { kind: 'ownership_proven'; how: OwnershipProof }
  | { kind: 'ownership_withdrawn'; by: string; reason: string }
  | { kind: 'role_changed'; from: string; to: string; by: string | null; reason: string };

/** An event of a kind that this version doesn't know, because a newer version wrote it. */
export type UnknownEvent = { kind: 'unknown'; storedKind: string };
export type ShownEvent = KeyEvent | UnknownEvent;

/** A rotation schedule in an event, with times in ISO format. */
export type RotationWords = { enabled: boolean; periodInDays: number | null; nextRotationAt: string | null };
