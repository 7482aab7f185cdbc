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

/**
 * Where an organization's policy is changed, and which events show it. An account that moves within the organization
 * comes under other policies. Source: AWS Organizations user guide, "Logging API calls".
 */
const ORGANIZATION_EVENTS =
  'in the CloudTrail of the management account of your AWS organization, or of an account to which it delegated this: the AWS Organizations events UpdatePolicy, AttachPolicy, EnablePolicyType and MoveAccount. AWS shows them only in US East (N. Virginia), us-east-1.';

/** The same for a resource control policy, which is changed in another account. */
export const whereToLookInOrganization = (subject: TextKey): readonly Part[] => {
  const [title, ...ownAccount] = whereToLook(subject);
  return [
    ...(title === undefined ? [] : [title]),
    paragraph(
      `A resource control policy is not changed in the account of the key. What was changed, when, and by whom is ${ORGANIZATION_EVENTS}`,
    ),
    ...ownAccount,
  ];
};

export const IF_NOTHING_CHANGED = 'If you have not changed anything';

/**
 * Who else may have changed what AWS allowed before, for a customer who changed nothing. It names what is possible, and
 * blames nobody (H7).
 * @param keyPolicyDenied whether AWS names a Deny of the key policy, which rules the other places out
 * @param from the time before which the change was made, as the text has it elsewhere; null where none is known
 */
export const ifNothingChanged = (subject: TextKey, from: string | null, keyPolicyDenied: boolean): readonly Part[] => [
  heading(IF_NOTHING_CHANGED),
  paragraph(
    `The change can come from elsewhere, and we cannot see from where. ${from === null ? 'These' : `Please look from the day before ${from} on. These`} are possible:`,
  ),
  list(
    `Infrastructure code (such as CloudFormation or Terraform), a security tool or another administrator stored a different key policy in your account ${subject.awsAccountId}. The event PutKeyPolicy above shows it, with its author and with the policy.`,
    ...(keyPolicyDenied ? [] : OTHER_PLACES),
  ),
];

/** Where a denial comes from that no change of the key policy made. */
const OTHER_PLACES = [
  `A resource control policy of your AWS organization was changed, or your account was moved within the organization. That is ${ORGANIZATION_EVENTS}`,
  'The key policy names a single role of ours instead of our account. AWS stops applying such a statement when that role is deleted and created again, for which there is no event on your side. A statement for our account as a whole does not have this problem.',
];

/** What our tests are in a customer's CloudTrail. */
export const DRY_RUNS =
  'Our permission tests have the error code DryRunOperationException. That is how AWS reports a dry run that would have been allowed; a dry run changes nothing. A real call, which we make with a test value of our own, has an error code only if it failed.';

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
