import type { PermissionRow } from '#lib/core/pages/key-page.ts';
import { isRequired } from '#lib/core/probe/actions.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import type { NotTestableReason } from '#lib/core/probe/report.ts';

/** How a row of the grid reads: `good` and `bad` are said only of what was seen, everything else is `open`. */
export type PermissionWords = { words: string; is: 'good' | 'bad' | 'open'; why: string | null };

const NOT_TESTABLE = {
  grants_only_through_aws_services:
    'The standard policy lets only AWS services make grants for us, so a call of ours is denied on a correct key. The customer’s copy of the policy shows whether the statement is there.',
  not_supported_for_this_key: 'KMS keeps no automatic rotation for a key of this kind.',
} as const satisfies Record<NotTestableReason, string>;

const open = (words: string, why: string | null = null): PermissionWords => ({ words, is: 'open', why });

/**
 * A row in words, for the screen. What was not asked or not told is never worded as a failure (H15), and what was
 * allowed before says nothing of a key that must not be asked now (H21).
 * @param keyState the state that DescribeKey last gave; null where it never did
 */
export function permissionWords(row: PermissionRow, keyState: string | null): PermissionWords {
  const { action, result, lastCell } = row;
  const notAsked = action !== 'DescribeKey' && !mayAskCrypto(keyState);
  if (action === 'CreateGrant') return open('not testable from here', NOT_TESTABLE.grants_only_through_aws_services);
  if (notAsked) return open(result === null ? 'not asked in this key state' : `not asked now, ${result} before`);
  if (lastCell?.result === 'not_run')
    return open(
      result === null ? 'not asked' : `not asked again, ${result} before`,
      'The call before it gave nothing to go on with.',
    );
  if (lastCell?.result === 'could_not_tell' && lastCell.hiddenByDenial)
    return open(
      'could not tell',
      'ReEncrypt asks for two permissions in one call, and AWS named the other one as missing.',
    );
  switch (result) {
    case null:
      return open('no answer so far');
    case 'allowed':
      return { words: row.real ? 'worked, really called' : 'allowed', is: 'good', why: null };
    case 'not_testable':
      return open('not applicable', NOT_TESTABLE.not_supported_for_this_key);
    case 'denied':
      return isRequired(action)
        ? { words: 'denied', is: 'bad', why: null }
        : open('not visible to us', 'It is outside the standard policy, and nothing needs it.');
    case 'wrong_state':
      return isRequired(action) ? { words: 'refused', is: 'bad', why: null } : open('not visible in this key state');
  }
}
