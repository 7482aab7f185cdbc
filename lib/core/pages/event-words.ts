import { OWNERSHIP_PROOF_WORDS } from '#lib/core/customer/ownership-words.ts';
import { EVIDENCE_KIND_WORD, EVIDENCE_SOURCE_WORD } from '#lib/core/evidence/evidence-words.ts';
import { verdictLine } from '#lib/core/finding/verdict.ts';
import { storedRoleWord } from '#lib/core/key/role-words.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import { baselineWords, rotationSeenWords, scheduleChangedWords } from '#lib/core/rotation/rotation-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { ShownEvent } from '#lib/core/verdict/key-event.ts';

const PERMISSION_WORD = {
  allowed: 'allowed',
  denied: 'denied',
  wrong_state: 'refused for the key’s state or type',
  not_testable: 'not testable',
} as const satisfies Record<ActionResult['result'], string>;

const PENDING_STATES: readonly string[] = ['PendingDeletion', 'PendingReplicaDeletion'];

/** Only a key state that was seen shows that a deletion was canceled (H15). */
const deletionGoneWords = (keyState: string | undefined): EventWords =>
  keyState === undefined || PENDING_STATES.includes(keyState)
    ? { title: 'No deletion date reported anymore', detail: 'DescribeKey named none at that time.' }
    : { title: 'Deletion canceled', detail: `DescribeKey reported the key state ${keyState}.` };

/** The expiry of imported material from DescribeKey: AWS deletes the material then, without a waiting period. */
function expiryWords(from: string | null, to: string | null, timeZone: string | null): EventWords {
  // Without a date, the material may be gone, may expire never, or AWS may not have told (H15).
  if (to === null)
    return {
      title: 'No expiry date of the key material reported anymore',
      detail: 'DescribeKey named none at that time.',
    };
  return {
    title: from === null ? 'Key material expiry first seen' : 'Key material expiry changed',
    detail: `Not before ${instantWords(new Date(to), timeZone)}. The key stops working then.`,
  };
}

/** Of what happens to a released key. */
const EXPECTED = 'Expected: the key is released.';

export type EventWords = { title: string; detail: string | null };

/**
 * What happened, for the timeline of a key.
 * @param timeZone the customer's, where known: future dates are given in it too, next to UTC (H8)
 */
export function eventWords(event: ShownEvent, timeZone: string | null = null): EventWords {
  switch (event.kind) {
    case 'registered':
      return { title: 'Key registered', detail: `Role: ${storedRoleWord(event.role)}.` };
    case 'imported':
      return {
        title: `Imported as ${storedRoleWord(event.role)} for the workspace ${event.workspace}`,
        detail: `Line ${event.line} of a file whose import ${event.by} accepted.`,
      };
    case 'verdict_changed':
      return { title: verdictLine(event.to), detail: `Before: ${verdictLine(event.from)}.` };
    case 'key_state_changed':
      return event.from === null
        ? { title: `Key state first seen: ${event.to}`, detail: null }
        : { title: `Key state ${event.from} → ${event.to}`, detail: event.expected === true ? EXPECTED : null };
    case 'deletion_date_changed':
      return event.to === null
        ? deletionGoneWords(event.keyState)
        : {
            title: 'Deletion scheduled',
            detail: `Not before ${instantWords(new Date(event.to), timeZone)}; AWS may take up to 24 hours longer.${event.expected === true ? ` ${EXPECTED}` : ''}`,
          };
    case 'permission_changed':
      return {
        title: `kms:${event.action} ${PERMISSION_WORD[event.to]}`,
        detail: event.from === null ? 'First test of this permission.' : null,
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
    case 'production_error_closed':
      return {
        title: 'Error from production closed',
        detail: `Of ${instantWords(new Date(event.asOf), timeZone)}. ${event.reason}`,
      };
    case 'unknown':
      return {
        title: `An entry of a kind this version doesn’t know: ${event.storedKind}`,
        detail: 'A newer version of Keydesk wrote it.',
      };
    case 'ownership_proven':
      return { title: 'Ownership proven', detail: `It was proven ${OWNERSHIP_PROOF_WORDS[event.how]}.` };
    case 'ownership_withdrawn':
      return { title: `Proof of ownership withdrawn by ${event.by}`, detail: event.reason };
    case 'role_changed':
      return {
        title: `Role ${storedRoleWord(event.from)} → ${storedRoleWord(event.to)}${event.by === null ? '' : `, by ${event.by}`}`,
        detail: event.reason,
      };
    case 'proved':
      return event.worked
        ? {
            title: 'Encrypt/decrypt test passed',
            detail: 'We encrypted a random value with the key and decrypted it again.',
          }
        : { title: 'Encrypt/decrypt test failed', detail: 'The permission tests show which call KMS refused.' };
  }
}
