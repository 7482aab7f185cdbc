import { namesVendor } from '#lib/core/probe/denials.ts';
import type { DenialSource, ProbeFault, StateRefusal } from '#lib/core/probe/report.ts';
import type { MovedKey, MoveResult } from './move-test.ts';

type Named = MovedKey | 'unclear';

const KEY_WORD = { old: 'the old key', new: 'the new key', unclear: 'one of the two keys' } as const satisfies Record<
  Named,
  string
>;

/** The permission that a move needs of each key. */
const ACTION_OF = { old: 'kms:ReEncryptFrom', new: 'kms:ReEncryptTo' } as const satisfies Record<MovedKey, string>;

const DENIED = {
  old: `AWS denied ${ACTION_OF.old} on ${KEY_WORD.old}.`,
  new: `AWS denied ${ACTION_OF.new} on ${KEY_WORD.new}.`,
  unclear: 'AWS denied the move, and its message doesn’t say on which key.',
} as const satisfies Record<Named, string>;

/** What the customer may have to allow, once it is their side. */
const TO_ALLOW = {
  old: `${ACTION_OF.old} in the policy of ${KEY_WORD.old}`,
  new: `${ACTION_OF.new} in the policy of ${KEY_WORD.new}`,
  unclear: `${ACTION_OF.old} in the policy of ${KEY_WORD.old} and ${ACTION_OF.new} in that of ${KEY_WORD.new}`,
} as const satisfies Record<Named, string>;

const FULL_CHECK = {
  old: `A full check of ${KEY_WORD.old} shows`,
  new: `A full check of ${KEY_WORD.new} shows`,
  unclear: 'Full checks of both keys show',
} as const satisfies Record<Named, string>;

/** Which policy AWS's message names, and who acts next. The catch-all alone never proves that it is the customer (H12). */
function denialWords(denial: DenialSource, by: Named): string {
  if (namesVendor(denial))
    return 'The message names a policy on our side. Next action: us. Give the message and the request ID to the people who run our AWS accounts, and don’t write to the customer about this.';
  switch (denial) {
    case 'resource_policy':
      return `The message names the key policy. Next action: customer, likely. They allow our account ${TO_ALLOW[by]}, and look for a Deny there.`;
    case 'resource_control_policy':
      return 'The message names a resource control policy of the organization that owns the key. Next action: customer, likely. The administrators of their organization must exempt our account.';
    case 'not_found':
      return 'KMS found no such key. Next action: unclear. Compare both ARNs first.';
    default:
      return `The message names no policy. Next action: unclear. ${FULL_CHECK[by]} whether our own side is the cause. If it isn’t, the customer allows our account ${TO_ALLOW[by]}.`;
  }
}

const AGAIN_SOON = 'Next action: nobody yet. Repeat the test in a few minutes.';

/** A key's state, after the key's name, and who acts next. Nobody is asked for an undo before "was it intended?" (H3). */
const STATES = {
  disabled: {
    is: 'is disabled',
    next: 'Next action: customer. Ask whether it was intended. Nothing can be moved until the key is enabled.',
  },
  pending_deletion: {
    is: 'is pending deletion',
    next: 'Next action: customer, urgent. Ask whether it was intended. Nothing can be moved until the deletion is canceled and the key is enabled.',
  },
  pending_import: {
    is: 'lacks imported key material',
    next: 'Next action: customer. They import the same key material again.',
  },
  unavailable: {
    is: 'is unavailable, because KMS can’t reach its custom key store',
    next: 'Next action: customer. Whoever runs the custom key store must look, and reconnect it.',
  },
  creating: { is: 'is still being created', next: AGAIN_SOON },
  updating: { is: 'is being updated', next: AGAIN_SOON },
  wrong_key_type: {
    is: 'is of a type that can’t encrypt data keys',
    next: 'Next action: customer. They need a symmetric encryption key: the type of a key never changes.',
  },
  unrecognised: {
    is: 'could not be used, and AWS’s message names no state',
    next: 'Next action: unclear. Look at the states of both keys first.',
  },
} as const satisfies Record<StateRefusal, { is: string; next: string }>;

const REPEAT = 'That says nothing about the keys. Next action: us. Repeat the test in a minute.';
const REPAIR = 'That says nothing about the keys. Next action: us. Correct our side, then repeat the test.';

const COULD_NOT_TELL = {
  throttled: `AWS throttled the test: our account has called KMS too often in this region. ${REPEAT}`,
  timed_out: `KMS did not answer the test in time. ${REPEAT}`,
  unreachable: `KMS could not be reached for the test. ${REPEAT}`,
  kms_fault: `KMS answered the test with a fault of its own. ${REPEAT}`,
  malformed_answer: `The answer to the test did not come from KMS. ${REPEAT}`,
  vendor_credentials: `AWS refused our own sign-in, or our clock is wrong. ${REPAIR}`,
  sign_in_failed: `We could not sign in to AWS: our sign-in got no answer. ${REPEAT}`,
  own_configuration: `Keydesk is not set up correctly for this region, so the test was not possible. ${REPAIR}`,
  key_store_fault: `The custom key store behind one of the keys failed once. AWS says that such a failure can pass. ${REPEAT}`,
  held_back: `The custom key store was busy with other checks, so no call was made. ${REPEAT}`,
  unrecognised: `KMS answered the test with an error that Keydesk doesn’t know. ${REPEAT}`,
} as const satisfies Record<ProbeFault, string>;

const capitalized = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** What a move test saw, for staff: the fact first, then who acts next. It never says that a key works (H2). */
export function moveTestWords(test: MoveResult): string {
  switch (test.result) {
    case 'allowed':
      return 'A dry-run ReEncrypt from the old key to the new one is allowed: our account is permitted to move the data keys.';
    case 'denied':
      return `${DENIED[test.by]} ${denialWords(test.denial, test.by)}`;
    case 'wrong_state':
      return `${capitalized(KEY_WORD[test.by])} ${STATES[test.refusal].is}. ${STATES[test.refusal].next}`;
    case 'could_not_tell':
      return COULD_NOT_TELL[test.fault];
    case 'not_run': {
      const keys = test.outOfUse.map(({ key, state }) => `${KEY_WORD[key]} ${STATES[state].is}`).join(', and ');
      const urgent = test.outOfUse.some(({ state }) => state === 'pending_deletion');
      return `${capitalized(keys)}, so the test was not run. ${STATES[urgent ? 'pending_deletion' : 'disabled'].next}`;
    }
  }
}
