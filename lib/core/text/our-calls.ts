import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { regionWords, type DeniedCall, type TextKey } from '#lib/core/text/text-subject.ts';

/** The name of every session that we open (H22). */
const SESSION_NAME = 'keydesk-probe';

const utc = (instant: Date): string => `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const callWords = ({ action, at, requestId, errorName }: DeniedCall): string =>
  [
    `kms:${action}, ${utc(at)}`,
    // Only what has the form of AWS's own error names and request ids is repeated.
    errorName !== null && /^[A-Za-z]{1,60}$/.test(errorName) ? errorName : 'denied',
    ...(requestId !== null && /^[\w-]{1,64}$/.test(requestId) ? [`request id ${requestId}`] : []),
  ].join(', ');

/** The calls that AWS denied us, and where the customer can look instead, since they cannot see these calls (H5). */
export function deniedCallParts(subject: TextKey, calls: readonly DeniedCall[]): readonly Part[] {
  const { principalArn, vendorAccountId } = subject;
  // A session with another name might show a person's: then only the account is named (H22).
  const who =
    principalArn !== null && principalArn.endsWith(`/${SESSION_NAME}`)
      ? principalArn
      : `our account ${vendorAccountId}`;
  return [
    ...(calls.length === 0
      ? []
      : [
          heading('What AWS answered us'),
          paragraph(
            `We called as ${who}. AWS records such calls in our account only, so you cannot find them on your side:`,
          ),
          list(...calls.map(callWords)),
        ]),
    ...whereToLook(subject),
  ];
}

/** Which events in the customer's own CloudTrail show what changed. Never the denied call: it is not there (H5). */
export const whereToLook = (subject: TextKey): readonly Part[] => [
  heading('Where to look on your side'),
  paragraph(
    `In your CloudTrail in ${regionWords(subject)}, the events PutKeyPolicy, DisableKey and ScheduleKeyDeletion for this key show what was changed, when, and by whom.`,
  ),
];

/** Which of our calls the customer sees, and how often (H22). A disabled or pending key gets no crypto calls (H21). */
export function visibleCalls(
  { vendorAccountId }: TextKey,
  asked: 'describe_only' | 'dry_runs',
  checkEveryMinutes: number,
): readonly Part[] {
  const often = checkEveryMinutes === 1 ? 'every minute' : `every ${checkEveryMinutes} minutes`;
  const dryRuns =
    ' Our permission tests have the error code DryRunOperationException. That is how AWS reports a dry run that would have been allowed; it encrypts, decrypts and changes nothing. Where we make a real call, with a value of our own, it has no error code.';
  return [
    heading('What you will see from us'),
    paragraph(
      `In your CloudTrail our checks appear as calls from account ${vendorAccountId} with the session name ${SESSION_NAME}, about ${often} and whenever one of us starts a check.${
        asked === 'dry_runs' ? dryRuns : ' While the key is in this state we only call DescribeKey.'
      }`,
    ),
  ];
}
