import type { Confidence, FindingCode } from '#lib/core/finding.ts';
import type { KeyEvent } from '#lib/core/key-event.ts';
import type { Acts } from '#lib/core/advice.ts';
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
  vendor_permission_fault: 'our own permissions',
  vendor_credentials_fault: 'our own credentials',
  throttled: 'throttled',
  timed_out: 'timed out',
  unreachable: 'unreachable',
  kms_fault: 'KMS fault',
  malformed_answer: 'malformed answer',
  never_checked: 'not checked yet',
  permission_tests_overdue: 'tests overdue',
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

/** What happened, as the history of a key tells it. */
export function eventWords(event: KeyEvent): { title: string; detail: string | null } {
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
        : { title: 'Deletion date seen', detail: `Not before ${instantWords(new Date(event.to))}.` };
    case 'permission_changed':
      return {
        title: `kms:${event.action} ${event.to === 'allowed' ? 'allowed' : event.to === 'denied' ? 'denied' : 'refused for the key’s state'}`,
        detail: event.from === null ? 'At its first test.' : null,
      };
    case 'key_material_first_seen':
      return {
        title: 'Key material first seen',
        detail: 'The baseline for rotations. When it was made is not visible to us.',
      };
    case 'key_material_changed':
      return {
        title: 'Key material rotated',
        detail: 'The ARN stays the same. Whether automatic or on demand is not visible to us.',
      };
  }
}
