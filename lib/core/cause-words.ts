import type { Confidence, FindingCode } from '#lib/core/finding.ts';
import type { KeyEvent } from '#lib/core/key-event.ts';
import type { Acts } from '#lib/core/advice/words.ts';
import type { ActionResult } from '#lib/core/key-record.ts';
import { baselineWords, rotationSeenWords, scheduleChangedWords } from '#lib/core/rotation-words.ts';
import { EVIDENCE_KIND_WORD, EVIDENCE_SOURCE_WORD } from '#lib/core/evidence/evidence-words.ts';
import { instantWords } from '#lib/core/time-words.ts';
import type { Verdict, VerdictStatus } from '#lib/core/verdict.ts';

export const VERDICT_WORD = {
  usable: 'Usable',
  attention: 'Attention',
  unusable: 'Unusable',
  unverified: 'Unverified',
} as const satisfies Record<VerdictStatus, string>;

/** A cause in a few words, for a row of a list. The full words are in `advice.ts`. */
export const CAUSE_WORD = {
  not_an_arn: 'not a key ARN',
  bare_key_id: 'key id instead of ARN',
  alias_arn: 'alias instead of key',
  wrong_partition: 'other AWS partition',
  region_not_hosted: 'region not hosted',
  region_mismatch: 'other region',
  vendor_account_key: 'key in our own account',
  key_held_by_another_customer: 'held by another customer',
  ownership_unproven: 'ownership not proven',
  pending_deletion: 'deletion scheduled',
  pending_replica_deletion: 'deletion waits for replicas',
  presumed_deleted: 'presumed deleted',
  denied_while_pending_deletion: 'denied, deletion pending',
  material_missing: 'no key material',
  material_expiring: 'key material expires',
  key_store_unavailable: 'key store unavailable',
  key_disabled: 'disabled',
  key_changing: 'changing in AWS',
  wrong_key_type: 'wrong key type',
  aws_managed_key: 'AWS managed key',
  unknown_key_state: 'unknown key state',
  access_lost: 'access lost',
  no_access_yet: 'not let in yet',
  key_not_found: 'not found',
  partial_access: 'a permission is missing',
  describe_denied: 'state not visible',
  access_denied_unconfirmed: 'denied, confirming',
  resource_control_policy_denies: 'denied by their organisation',
  production_denied_probe_allowed: 'denied in production only',
  region_incident: 'held, region fault',
  vendor_permission_fault: 'our own permissions',
  vendor_credentials_fault: 'our own credentials',
  control_broken: 'control key broken',
  throttled: 'throttled',
  timed_out: 'timed out',
  unreachable: 'unreachable',
  kms_fault: 'KMS fault',
  malformed_answer: 'malformed answer',
  never_checked: 'not checked yet',
  permission_tests_overdue: 'tests overdue',
  rotation_not_visible: 'rotation not visible',
  more_access_than_needed: 'more access than needed',
} as const satisfies Record<FindingCode, string>;

export const ACTS_WORD = {
  customer: 'The customer must act',
  vendor: 'We must act',
  nobody: 'Nobody needs to act yet',
  one_of_several: 'Not yet clear who must act',
} as const satisfies Record<Acts, string>;

export const CONFIDENCE_WORD = {
  certain: 'Certain',
  likely: 'Likely',
  one_of_several: 'One of several explanations',
} as const satisfies Record<Confidence, string>;

/** A verdict with its cause, in one line. */
export const verdictLine = ({ status, cause }: Verdict): string =>
  cause === null ? VERDICT_WORD[status] : `${VERDICT_WORD[status]}: ${CAUSE_WORD[cause]}`;

const PERMISSION_WORD = {
  allowed: 'allowed',
  denied: 'denied',
  wrong_state: 'refused for the key’s state or type',
  not_testable: 'not testable from here',
} as const satisfies Record<ActionResult['result'], string>;

/** The expiry of imported material, as DescribeKey gave it: AWS deletes the material then, without a waiting period. */
function expiryWords(from: string | null, to: string | null, timeZone: string | null): EventWords {
  if (to === null) return { title: 'Key material does not expire any more', detail: 'As DescribeKey said it then.' };
  return {
    title: from === null ? 'Expiry of the key material seen' : 'Expiry of the key material changed',
    detail: `Not before ${instantWords(new Date(to), timeZone)}. The key stops working then.`,
  };
}

export type EventWords = { title: string; detail: string | null };

/**
 * What happened, as the history of a key tells it.
 * @param timeZone the customer's, where known: it stands beside UTC for dates to come (H8)
 */
export function eventWords(event: KeyEvent, timeZone: string | null = null): EventWords {
  switch (event.kind) {
    case 'registered':
      return { title: 'Key registered', detail: `As ${event.role}.` };
    case 'verdict_changed':
      return { title: verdictLine(event.to), detail: `Before: ${verdictLine(event.from)}.` };
    case 'key_state_changed':
      return event.from === null
        ? { title: `Key state first seen: ${event.to}`, detail: null }
        : { title: `Key state ${event.from} → ${event.to}`, detail: null };
    case 'deletion_date_changed':
      return event.to === null
        ? { title: 'No deletion scheduled any more', detail: null }
        : { title: 'Deletion date seen', detail: `Not before ${instantWords(new Date(event.to), timeZone)}.` };
    case 'permission_changed':
      return {
        title: `kms:${event.action} ${PERMISSION_WORD[event.to]}`,
        detail: event.from === null ? 'At its first test.' : null,
      };
    case 'key_material_first_seen':
      return baselineWords(null);
    case 'key_material_changed':
      return rotationSeenWords(event);
    case 'rotation_schedule_changed':
      return scheduleChangedWords(event, timeZone);
    case 'material_expiry_changed':
      return expiryWords(event.from, event.to, timeZone);
    case 'evidence_added':
      return {
        title: `Evidence added: ${EVIDENCE_KIND_WORD[event.evidenceKind]}`,
        detail: `${EVIDENCE_SOURCE_WORD[event.evidenceKind]} as of ${instantWords(new Date(event.asOf), timeZone)}, not seen by our checks.`,
      };
    case 'proved':
      return event.worked
        ? { title: 'Proved by a real round trip', detail: 'What was encrypted with the key then came back.' }
        : { title: 'A real round trip did not work', detail: 'The check’s own answers say what was refused.' };
  }
}
