import type { ActionResult, ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { regionWords, type DeniedCall, type TextKey } from '#lib/core/text/text-subject.ts';

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
export const whereToLook = (subject: TextKey): readonly Part[] => [
  heading('Where to look on your side'),
  paragraph(
    `In your CloudTrail in ${regionWords(subject)}, the events PutKeyPolicy, DisableKey and ScheduleKeyDeletion for this key show what was changed, when, and by whom.`,
  ),
];

/** The same for a resource control policy, which is changed in another account. Source: AWS Organizations user guide. */
export const whereToLookInOrganization = (subject: TextKey): readonly Part[] => [
  ...whereToLook(subject),
  paragraph(
    'A resource control policy is not changed there, but in the management account of your AWS organization, or in its delegated administrator account. In the CloudTrail there, the AWS Organizations events UpdatePolicy, AttachPolicy and EnablePolicyType show what was changed, when, and by whom.',
  ),
];

/** What our tests are in a customer's CloudTrail. */
export const DRY_RUNS =
  'Our permission tests have the error code DryRunOperationException. That is how AWS reports a dry run that would have been allowed; a dry run changes nothing. Real calls, which we make with a test value of our own, have no error code.';

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
  const who = `from account ${vendorAccountId} with the session name ${SESSION_NAME}, about ${often} and whenever one of our staff starts a check.`;
  const only = testsRefused ? ' While the key is in this state we only call DescribeKey.' : '';
  const onlyOurs = 'AWS records a denied call only in the account that made it, which is ours.';
  if (allDenied)
    return [
      heading('What you will see from us'),
      paragraph(`We check this key ${who}${only}`),
      paragraph(`${onlyOurs} While AWS denies all our calls, you see none of them on your side.`),
    ];
  return [
    heading('What you will see from us'),
    paragraph(`In your CloudTrail our checks appear as calls ${who}${only}${testsRefused ? '' : ` ${DRY_RUNS}`}`),
    ...(someDenied ? [paragraph(`${onlyOurs} So you see only the calls that it allows.`)] : []),
  ];
}
