import type { CellEvidence, PermissionSummary, PermissionTest } from '#lib/core/pages/key-page.ts';
import { isRequired } from '#lib/core/probe/actions.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import type { NotTestableReason } from '#lib/core/probe/report.ts';

/** A permission test in words: `good` and `bad` only for what we saw, everything else is `open`. */
export type PermissionWords = { words: string; is: 'good' | 'bad' | 'open'; why: string | null };

const NOT_TESTABLE = {
  grants_only_through_aws_services:
    'The standard policy lets only AWS services create grants for us, so a call by us is denied even when the policy is correct. The customer’s copy of the policy shows whether the statement is there.',
  not_supported_for_this_key: 'KMS doesn’t support automatic rotation for this kind of key.',
} as const satisfies Record<NotTestableReason, string>;

/** A test that the last check left out, with the answer before. */
const NOT_TESTED = {
  allowed: 'not tested (was allowed)',
  denied: 'not tested (was denied)',
  wrong_state: 'not tested (was refused)',
  not_testable: 'not tested (was not applicable)',
} as const satisfies Record<NonNullable<PermissionTest['result']>, string>;

const open = (words: string, why: string | null = null): PermissionWords => ({ words, is: 'open', why });

/**
 * A permission test in words. A missing answer is never worded as a failure (H15), and an earlier "allowed" says nothing
 * about a key that must not be tested now (H21).
 * @param keyState the state that DescribeKey last gave; null where it never answered
 */
export function permissionWords(test: PermissionTest, keyState: string | null): PermissionWords {
  const { action, result, lastCell } = test;
  const notTested = action !== 'DescribeKey' && !mayAskCrypto(keyState);
  if (action === 'CreateGrant') return open('not testable', NOT_TESTABLE.grants_only_through_aws_services);
  if (notTested) return open(result === null ? 'not tested in this key state' : NOT_TESTED[result]);
  if (lastCell?.result === 'not_run')
    return open(
      result === null ? 'not tested' : NOT_TESTED[result],
      'The test needs the result of an earlier call, and that call returned none.',
    );
  if (lastCell?.result === 'could_not_tell' && lastCell.hiddenByDenial)
    return open('unknown', 'ReEncrypt needs two permissions in one call, and AWS denied the other one first.');
  switch (result) {
    case null:
      return open('no answer yet');
    case 'allowed':
      return { words: test.real ? 'worked (real call)' : 'allowed', is: 'good', why: null };
    case 'not_testable':
      return open('not applicable', NOT_TESTABLE.not_supported_for_this_key);
    case 'denied':
      return isRequired(action)
        ? { words: lastCell?.explicitDeny === true ? 'denied (explicit Deny)' : 'denied', is: 'bad', why: null }
        : open('not visible to us', 'The standard policy doesn’t include this permission, and backups don’t need it.');
    case 'wrong_state':
      return isRequired(action) ? { words: 'refused', is: 'bad', why: null } : open('not visible in this key state');
  }
}

/** The title of an error under its permission test: AWS's name for it. Null where there is none. */
export function errorTitle({
  result,
  error,
  heldBack,
}: Pick<CellEvidence, 'result' | 'error' | 'heldBack'>): string | null {
  if (error === null) return null;
  if (heldBack) return 'Not tested in the last check';
  return result === 'could_not_tell' ? `${error.name}, which says nothing about the permission` : error.name;
}

/** A test whose last call got no permission: AWS's error, or why AWS was not asked. */
type AnsweredTest = PermissionTest & { lastCell: CellEvidence };

/** The calls to show beside the tests: the one that fails a backup, and the other ones, which are folded. */
export function answersToShow(
  tests: readonly PermissionTest[],
  keyState: string | null,
): { failing: AnsweredTest | null; others: AnsweredTest[] } {
  const all = answered(tests);
  const failing = all.find((test) => permissionWords(test, keyState).is === 'bad') ?? null;
  return { failing, others: all.filter((test) => test !== failing) };
}

/** One test of each such call, in the given order. */
const answered = (tests: readonly PermissionTest[]): AnsweredTest[] =>
  tests
    .filter(
      (test): test is AnsweredTest =>
        test.lastCell !== null && test.lastCell.error !== null && test.lastCell.result !== 'allowed',
    )
    .filter(
      ({ lastCell: { requestId } }, index, all) =>
        requestId === null || all.findIndex(({ lastCell }) => lastCell.requestId === requestId) === index,
    );

/** Opens them. */
export const otherAnswersWords = (count: number): string =>
  `Details of ${count} other ${count === 1 ? 'test' : 'tests'}`;

/**
 * What the required permission tests say together. All are allowed only where each test was seen to be (H15).
 * @param keyState the state that DescribeKey last gave; null where it never answered
 */
export function permissionSummary(tests: readonly PermissionTest[], keyState: string | null): PermissionSummary {
  const required = tests.filter(({ action }) => isRequired(action));
  const are = (kind: PermissionWords['is']): PermissionTest[] =>
    required.filter((test) => permissionWords(test, keyState).is === kind);
  const [allowed, bad, unknown] = [are('good'), are('bad'), are('open')];
  if (required.length > 0 && allowed.length === required.length) {
    const times = allowed.flatMap(({ at }) => (at === null ? [] : [at.getTime()]));
    return {
      words: `${allowed.length} of ${required.length} allowed`,
      allAllowed: true,
      testedAt: times.length === 0 ? null : new Date(Math.min(...times)),
    };
  }
  if (!mayAskCrypto(keyState)) return { words: SUMMARY_WORDS.state, allAllowed: false, testedAt: null };
  if (unknown.length === required.length) return { words: SUMMARY_WORDS.none, allAllowed: false, testedAt: null };
  const parts = [
    `${allowed.length} of ${required.length} allowed`,
    ...(bad.length > 0 ? [badWords(bad)] : []),
    ...(unknown.length > 0 ? [`${unknown.length} unknown`] : []),
  ];
  return { words: parts.join('; '), allAllowed: false, testedAt: null };
}

/** The permissions that AWS refused: their names where these are few, else their number. */
function badWords(bad: readonly PermissionTest[]): string {
  const word = bad.every(({ result }) => result === 'denied') ? 'denied' : 'refused';
  return bad.length > 3 ? `${bad.length} ${word}` : `${word}: ${bad.map(({ action }) => `kms:${action}`).join(', ')}`;
}

const SUMMARY_WORDS = {
  state: 'Not tested in this key state, in which AWS refuses every use',
  none: 'No test has an answer yet',
} as const;

const RANK = { bad: 0, open: 1, good: 2 } as const satisfies Record<PermissionWords['is'], number>;

/** The tests with what is denied first, and the permissions that backups don't need last. */
export const byRank = (tests: readonly PermissionTest[], keyState: string | null): PermissionTest[] => {
  const rankOf = (test: PermissionTest): number =>
    isRequired(test.action) ? RANK[permissionWords(test, keyState).is] : RANK.good + 1;
  return tests.toSorted((a, b) => rankOf(a) - rankOf(b));
};
