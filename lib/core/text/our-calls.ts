import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { regionWords, type DeniedCall, type TextKey } from '#lib/core/text/text-subject.ts';

/** The name of every session that we open (H22). */
const SESSION_NAME = 'keydesk-probe';

const utc = (instant: Date): string => `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const callWords = ({ action, at, requestId, errorName }: DeniedCall): string =>
  [
    `kms:${action}, ${utc(at)}`,
    // Only AWS's own formats of error names and request IDs are repeated.
    errorName !== null && /^[A-Za-z]{1,60}$/.test(errorName) ? errorName : 'denied',
    ...(requestId !== null && /^[\w-]{1,64}$/.test(requestId) ? [`request id ${requestId}`] : []),
  ].join(', ');

/** The calls that AWS denied, and where the customer can look, because these calls are not in their CloudTrail (H5). */
export function deniedCallParts(subject: TextKey, calls: readonly DeniedCall[]): readonly Part[] {
  const { principalArn, vendorAccountId } = subject;
  // A session with another name might contain a person's name, so then only the account is named (H22).
  const who =
    principalArn !== null && principalArn.endsWith(`/${SESSION_NAME}`)
      ? principalArn
      : `our account ${vendorAccountId}`;
  return [
    ...(calls.length === 0
      ? []
      : [
          heading('The calls that AWS denied'),
          paragraph(
            `We called as ${who}. AWS records these calls only in our account, so you cannot find them on your side:`,
          ),
          list(...calls.map(callWords)),
        ]),
    ...whereToLook(subject),
  ];
}

/** The events in the customer's own CloudTrail that show what changed. The denied call is not among them (H5). */
export const whereToLook = (subject: TextKey): readonly Part[] => [
  heading('Where to look on your side'),
  paragraph(
    `In your CloudTrail in ${regionWords(subject)}, the events PutKeyPolicy, DisableKey and ScheduleKeyDeletion for this key show what was changed, when, and by whom.`,
  ),
];

/** Which of our calls the customer sees, and how often (H22). A disabled or pending key gets only DescribeKey (H21). */
export function visibleCalls(
  { vendorAccountId }: TextKey,
  asked: 'describe_only' | 'dry_runs',
  checkEveryMinutes: number,
): readonly Part[] {
  const often = checkEveryMinutes === 1 ? 'every minute' : `every ${checkEveryMinutes} minutes`;
  const dryRuns =
    ' Our permission tests have the error code DryRunOperationException. That is how AWS reports a dry run that would have been allowed; a dry run changes nothing. Real calls, which we make with a test value of our own, have no error code.';
  return [
    heading('What you will see from us'),
    paragraph(
      `In your CloudTrail our checks appear as calls from account ${vendorAccountId} with the session name ${SESSION_NAME}, about ${often} and whenever one of our staff starts a check.${asked === 'dry_runs' ? dryRuns : ' While the key is in this state we only call DescribeKey.'}`,
    ),
  ];
}
