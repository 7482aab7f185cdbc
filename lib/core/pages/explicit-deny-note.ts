import { DENY_WINS } from '#lib/core/finding/access/denial-advice.ts';
import type { PermissionTest } from '#lib/core/pages/key-page.ts';
import { permissionWords } from '#lib/core/pages/permission-words.ts';

/** More names than this would be longer than the sentence. */
const NAMES = 3;

/**
 * What an explicit Deny means for the repair, once for all permissions that it refuses.
 * @param keyState the state that DescribeKey last gave; null where it never answered
 * @param causes what the page says elsewhere of the causes
 * @returns the sentence; null where no Deny refuses anything, or where a cause says it already
 */
export function explicitDenyNote(
  tests: readonly PermissionTest[],
  keyState: string | null,
  causes: readonly string[],
): string | null {
  const refused = tests.filter(
    (test) => test.lastCell?.explicitDeny === true && permissionWords(test, keyState).is === 'bad',
  );
  if (refused.length === 0 || causes.some((cause) => cause.includes(DENY_WINS))) return null;
  const named =
    refused.length > NAMES
      ? `${refused.length} of these permissions`
      : refused.map(({ action }) => `kms:${action}`).join(', ');
  return `AWS says that an explicit Deny refuses ${named}. ${DENY_WINS}, so it has to be narrowed or removed; an added Allow doesn’t help.`;
}
