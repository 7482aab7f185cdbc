import type { ActionResult, ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import type { DeniedCall, TextKey } from '#lib/core/text/text-subject.ts';

/** The name of every session that we open (H22). */
export const SESSION_NAME = 'keydesk-probe';

const utc = (instant: Date): string => `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const callWords = ({ action, at, requestId, errorName }: DeniedCall): string =>
  [
    `kms:${action}, ${utc(at)}`,
    // Only AWS's own formats of error names and request IDs are repeated.
    errorName !== null && /^[A-Za-z]{1,60}$/.test(errorName) ? errorName : 'denied',
    ...(requestId !== null && /^[\w-]{1,64}$/.test(requestId) ? [`request id ${requestId}`] : []),
  ].join(', ');

/** The calls that AWS denied, which are not in the customer's CloudTrail (H5). */
export function deniedCallParts(subject: TextKey, calls: readonly DeniedCall[]): readonly Part[] {
  const { principalArn, vendorAccountId } = subject;
  // A session with another name might contain a person's name, so then only the account is named (H22).
  const who =
    principalArn !== null && principalArn.endsWith(`/${SESSION_NAME}`)
      ? principalArn
      : `our account ${vendorAccountId}`;
  return calls.length === 0
    ? []
    : [
        heading('The calls that AWS denied'),
        paragraph(
          `We called as ${who}. AWS records these calls only in our account, so you cannot find them on your side:`,
        ),
        list(...calls.map(callWords)),
      ];
}

/** The events in the customer's own CloudTrail that show what changed. The denied call is not among them (H5). */
export const changesWords = (subject: TextKey): string =>
  `In your CloudTrail in ${subject.region}, the events PutKeyPolicy, DisableKey and ScheduleKeyDeletion for this key show what was changed, when, and by whom.`;

/** The same as a section of its own. */
export const whereToLook = (subject: TextKey): readonly Part[] => [
  heading('Where to look on your side'),
  paragraph(changesWords(subject)),
];

/**
 * Where an organization's policy is changed, and which events show it. An account that moves within the organization
 * comes under other policies. Source: AWS Organizations user guide, "Logging API calls".
 */
const ORGANIZATION_EVENTS =
  'the events UpdatePolicy, AttachPolicy, EnablePolicyType and MoveAccount, in us-east-1, in the CloudTrail of the management account or of an account to which it delegated this';

/** The same for a resource control policy, which is changed in another account. */
export const changesInOrganizationWords = (subject: TextKey): string =>
  `The change, its time and its author are in ${ORGANIZATION_EVENTS}. Changes of the key itself are in your CloudTrail in ${subject.region}: PutKeyPolicy, DisableKey and ScheduleKeyDeletion.`;

/** Who may have changed the key policy, for a customer who did not. It names what is possible, and blames nobody (H7). */
export const WHO_ELSE =
  'Infrastructure code, a security tool or another administrator may have changed the key policy.';

/**
 * What else may deny what AWS allowed before, for a customer who changed nothing.
 * @param from when to begin to look, in words; null where nothing is known of it
 * @param reasons what may deny our calls beside a missing statement
 */
export const ifNothingChanged = (from: string | null, reasons: readonly string[]): readonly Part[] => [
  heading('If you have not changed anything'),
  paragraph(
    `${WHO_ELSE} Please look for PutKeyPolicy${from === null ? '' : ` ${from}`}. If the policy allows this, AWS gives the same answer for:`,
  ),
  list(
    ...reasons,
    `A change by your organization, of such a policy or of the place of your account: ${ORGANIZATION_EVENTS}.`,
    'A statement for a single role of ours: it ends when that role is deleted and created again, without an event on your side.',
  ),
];

/** What our tests are in a customer's CloudTrail. */
export const DRY_RUNS =
  'Our permission tests have the error code DryRunOperationException: a dry run that would have been allowed; a dry run changes nothing.';

/** What the others are, for a key that gets any. */
export const REAL_CALLS =
  'A real call, which we make with a test value of our own, has an error code only if it failed.';

/** What our last tests tell about the calls that the customer can see. */
export type CallsSeen = {
  /** The last result of each permission test. */
  tests: ActionResults;
  /** Whether the key state allows no cryptographic test, so that we only call DescribeKey (H21). */
  testsRefused: boolean;
  checkEveryMinutes: number;
};

/** Older results come from checks before something changed: they say nothing about the calls that we make now. */
const SAME_CHECK_MS = 10 * 60_000;

/** The results of the last check that made any of these tests. */
function latestTests(tests: ActionResults, made: readonly ProbeAction[]): readonly ActionResult[] {
  const known = made.flatMap((action) => tests[action] ?? []);
  const newest = Math.max(...known.map(({ at }) => at.getTime()));
  return known.filter(({ at }) => newest - at.getTime() <= SAME_CHECK_MS);
}

/**
 * Which of our calls the customer sees, and how often (H22). A disabled or pending key gets only DescribeKey (H21). AWS
 * logs a denied call only in our account, so a customer whose key denies everything sees nothing of us (H5).
 */
export function visibleCalls(
  { vendorAccountId }: TextKey,
  { tests, testsRefused, checkEveryMinutes }: CallsSeen,
): readonly Part[] {
  const often = checkEveryMinutes === 1 ? 'every minute' : `every ${checkEveryMinutes} minutes`;
  const made = testsRefused ? (['DescribeKey'] as const) : REQUIRED_ACTIONS;
  const results = latestTests(tests, made).map(({ result }) => result);
  const someDenied = results.includes('denied');
  const allDenied = someDenied && results.every((result) => result === 'denied');
  const madeReal = !testsRefused && REQUIRED_ACTIONS.some((action) => tests[action]?.real === true);
  const who = `from account ${vendorAccountId} with the session name ${SESSION_NAME}, about ${often} and when our staff check it.`;
  const only = testsRefused ? ' While the key is in this state we only call DescribeKey.' : '';
  if (allDenied)
    return [
      heading('What you will see from us'),
      paragraph(`Our checks come ${who}${only} While AWS denies all our calls, it shows you none of them.`),
    ];
  return [
    heading('What you will see from us'),
    paragraph(
      `In your CloudTrail our checks ${someDenied ? 'that AWS allows ' : ''}appear as calls ${who}${only}${testsRefused ? '' : ` ${DRY_RUNS}`}${madeReal ? ` ${REAL_CALLS}` : ''}`,
    ),
  ];
}
