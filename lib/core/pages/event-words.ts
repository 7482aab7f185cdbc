import { EVIDENCE_KIND_WORD, EVIDENCE_SOURCE_WORD } from '#lib/core/evidence/evidence-words.ts';
import { verdictLine } from '#lib/core/finding/verdict.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import { baselineWords, rotationSeenWords, scheduleChangedWords } from '#lib/core/rotation/rotation-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { ShownEvent } from '#lib/core/verdict/key-event.ts';

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
export function eventWords(event: ShownEvent, timeZone: string | null = null): EventWords {
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
    case 'unknown':
      return {
        title: `An entry of a kind this version doesn’t know: ${event.storedKind}`,
        detail: 'A newer version of Keydesk wrote it.',
      };
    case 'proved':
      return event.worked
        ? { title: 'Proved by a real round trip', detail: 'What was encrypted with the key then came back.' }
        : { title: 'A real round trip did not work', detail: 'The check’s own answers say what was refused.' };
  }
}
