import { heading, list, paragraph, type Part } from '#lib/core/customer-text/layout.ts';
import { deniedCalls, regionWords, type TextContext } from '#lib/core/customer-text/text-context.ts';
import type { DeniedCall } from '#lib/core/customer-text/text-input.ts';

/** The name of every session that we open (H22). */
const SESSION_NAME = 'keydesk-probe';

const utc = (instant: Date): string => `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const callWords = ({ action, at, requestId, errorName }: DeniedCall): string =>
  [
    `kms:${action}, ${utc(at)}`,
    // AWS's own words, and nothing that merely stands in their place.
    errorName !== null && /^[A-Za-z]{1,60}$/.test(errorName) ? errorName : 'denied',
    ...(requestId !== null && /^[\w-]{1,64}$/.test(requestId) ? [`request id ${requestId}`] : []),
  ].join(', ');

/** The calls that AWS denied us, and where the customer can look instead of for these (H5). */
export function evidenceParts(context: TextContext): readonly Part[] {
  const { principalArn, vendorAccountId } = context.subject;
  const calls = deniedCalls(context);
  // A session of another name would show a person's: the account alone is said then (H22).
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
            `We called as ${who}. AWS records such calls in our account only, so there is no use in looking for them on your side:`,
          ),
          list(...calls.map(callWords)),
        ]),
    ...whereToLook(context),
  ];
}

/** Which events in the customer's own CloudTrail tell what changed. Never the denied call: it is not there (H5). */
export const whereToLook = ({ subject }: TextContext): readonly Part[] => [
  heading('Where to look on your side'),
  paragraph(
    `In your CloudTrail of ${regionWords(subject)}, the events PutKeyPolicy, DisableKey and ScheduleKeyDeletion of this key show what was changed, when, and by whom.`,
  ),
];

/** Which calls of ours the customer sees, and how often (H22). Crypto is not asked of a disabled or pending key (H21). */
export function visibleCalls(
  { vendorAccountId }: TextContext['subject'],
  asked: 'describe_only' | 'dry_runs',
  checkEveryMinutes: number,
): readonly Part[] {
  const often = checkEveryMinutes === 1 ? 'every minute' : `every ${checkEveryMinutes} minutes`;
  const dryRuns =
    ' Our permission tests carry the error code DryRunOperationException. That is how AWS reports a dry run that would have been allowed; nothing is encrypted, decrypted or changed by it. Where we really carry a test out, with a value of our own, it has no error code.';
  return [
    heading('What you will see from us'),
    paragraph(
      `In your CloudTrail our checks appear as calls of account ${vendorAccountId} with the session name ${SESSION_NAME}, about ${often} and whenever one of us checks by hand.${
        asked === 'dry_runs' ? dryRuns : ' While the key is in this state we only call DescribeKey.'
      }`,
    ),
  ];
}
