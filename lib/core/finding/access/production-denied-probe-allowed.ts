import { replyIfAsked } from '#lib/core/finding/advice-words.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import type { Circumstances } from '#lib/core/finding/circumstances.ts';
import type { ProductionError, RealRun } from '#lib/core/finding/evidence.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { stateRefusal } from '#lib/core/probe/state-refusals.ts';
import { heading, list, paragraph } from '#lib/core/text/blocks.ts';
import { contextWords } from '#lib/core/text/key-policy.ts';
import { whereToLook } from '#lib/core/text/our-calls.ts';
import { instantWords, nextUpdateAt } from '#lib/core/text/time-words.ts';

/** An error from production, and what our own last test of the same action said, if there was one. */
export type ProductionDenial = {
  asOf: Date;
  errorName: string;
  /** AWS's name without its prefix; null when the error names none. */
  action: string | null;
  /** The policy that AWS named, or the key state; null when it named none. */
  deniedBy: string | null;
  /** Whether AWS said that an explicit Deny decided. */
  explicitDeny?: true;
  ourTest: { testedAt: Date; result: string } | null;
};
type Detail = {
  productionErrors: readonly ProductionDenial[];
  /** The last real uses that our product reported; absent in findings from before that was told. */
  realRuns?: readonly RealRun[];
};

/** Errors that refuse a call for a permission or the key's state. Throttling or a bad parameter says nothing of a key. */
const REFUSALS: readonly string[] = [
  'AccessDeniedException',
  'DisabledException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'NotFoundException',
  // Names of other AWS services for a key that they could not use.
  'Client.InvalidKMSKey.InvalidState',
  'CustomerKeyHasBeenRevoked',
  'DecryptionFailure',
  'EncryptionFailure',
  'KMSFault',
  'KMSKeyNotAccessibleFault',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
];

const isRefusal = ({ errorName, keyStore }: ProductionError): boolean =>
  REFUSALS.includes(errorName) || keyStore !== undefined;

/** Our last test of an action; of the one tested longest ago when the error names none. */
function testOf(action: string | null, actions: ActionResults): ProductionDenial['ourTest'] {
  const tests = REQUIRED_ACTIONS.flatMap((required) => actions[required] ?? []);
  const oldest = tests.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
  const test = REQUIRED_ACTIONS.some((required) => required === action) ? actions[action as RequiredAction] : oldest;
  return test === undefined ? null : { testedAt: test.at, result: test.result };
}

/** AWS's name of an action without the prefix that earlier versions kept. */
const bareAction = (action: string | null): string | null => action?.replace(/^kms:/, '') ?? null;

const STATE_ERRORS: readonly string[] = [
  'Client.InvalidKMSKey.InvalidState',
  'DisabledException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
];

/** Whether our own check sees the same now: then the finding about the denial or the key state tells it. */
function seenByUs({ action, errorName }: ProductionError, { report, record, actions }: Circumstances): boolean {
  if (STATE_ERRORS.includes(errorName))
    return (
      (report.facts.seen && !mayAskCrypto(report.facts.value.keyState)) || stateRefusal(report, record.facts) !== null
    );
  return REQUIRED_ACTIONS.some(
    // Without an action, only a denied cryptographic call can be the same: DescribeKey may be denied for months.
    (required) =>
      (action === null ? required !== 'DescribeKey' : required === action) && actions[required]?.result === 'denied',
  );
}

const KMS_ACTION = /^(?:kms:)?([A-Z][A-Za-z]{1,40})$/;

/** The action comes from a pasted error, so only AWS's own names are repeated (H6). */
const actionOf = ({ action }: ProductionDenial): string | null => {
  const name = KMS_ACTION.exec(action ?? '')?.[1];
  return name === undefined ? null : `kms:${name}`;
};

const errorOf = ({ errorName, explicitDeny }: ProductionDenial): string | null =>
  /^[A-Za-z]{1,60}$/.test(errorName) ? `${errorName}${explicitDeny === true ? ' (an explicit Deny)' : ''}` : null;

/** Our last test of the same action: an error is never answered with a test older than itself (H14). */
function ourTestWords({ asOf, ourTest }: ProductionDenial, timeZone: string | null): string {
  if (ourTest === null) return 'We have no test of our own to compare it with.';
  const tested = instantWords(ourTest.testedAt, timeZone);
  if (ourTest.testedAt < asOf) return `Our last test of it is older (${tested}), so it says nothing about that error.`;
  return ourTest.result === 'allowed'
    ? `Our own test of ${tested}, a dry run, was allowed.`
    : `Our own test of ${tested} was not allowed either.`;
}

/** Whether our own newer test of the same action was allowed. Only then do the two differ. */
const differs = ({ asOf, ourTest }: ProductionDenial): boolean =>
  ourTest !== null && ourTest.result === 'allowed' && ourTest.testedAt >= asOf;

const productionLine = (denial: ProductionDenial, timeZone: string | null): string =>
  `${[actionOf(denial), instantWords(denial.asOf, timeZone), errorOf(denial)].filter((one) => one !== null).join(', ')}. ${ourTestWords(denial, timeZone)}`;

const succeededAfter = ({ result, at }: RealRun, asOf: Date): boolean => result === 'succeeded' && at > asOf;

const runLine = ({ kind, at, result }: RealRun, timeZone: string | null): string =>
  `Our product reports that its last ${kind} with this key ${result} on ${instantWords(at, timeZone)}.`;

export const productionDeniedProbeAllowed = defineFinding<Detail>()({
  code: 'production_denied_probe_allowed',
  family: 'access',
  status: 'attention',
  traits: { keyWorks: true },
  confidenceIfNotKept: 'one_of_several',
  // Successful tests never close a ticket about production: principal, context, endpoint or time may differ. Neither does
  // time, nor another error: only a success in production, or a person with a reason (H14).
  rule: (circumstances) => {
    const { actions, evidence } = circumstances;
    const productionErrors = evidence.productionErrors
      .map(({ asOf, content }) => ({ asOf, content: { ...content, action: bareAction(content.action) } }))
      .filter(({ content }) => isRefusal(content) && !seenByUs(content, circumstances))
      .map(
        ({ asOf, content: { errorName, action, deniedBy = null, state = null, explicitDeny } }): ProductionDenial => ({
          asOf,
          errorName,
          action,
          deniedBy: deniedBy ?? state,
          ...(explicitDeny === true && { explicitDeny }),
          ourTest: testOf(action, actions),
        }),
      );
    const { realRuns = [] } = evidence;
    return productionErrors.length === 0
      ? null
      : conclude('one_of_several', { productionErrors, ...(realRuns.length > 0 && { realRuns }) });
  },
  fromRecord: () => ({ productionErrors: [] }),
  word: 'denied in production only',
  advice: {
    acts: 'vendor',
    headline: ({ productionErrors }) => {
      const [latest] = productionErrors;
      const action = latest === undefined ? null : actionOf(latest);
      const denied = `${productionErrors.length > 1 ? `${productionErrors.length} calls denied` : 'Denied'} in production${action === null ? '' : ` (${productionErrors.length > 1 ? 'last ' : ''}${action})`}`;
      return latest !== undefined && differs(latest)
        ? `${denied}, allowed in our later test.`
        : `${denied}. Our tests do not explain it.`;
    },
    cause: ({ productionErrors: [latest] }, { timeZone }) =>
      `Production was denied${latest === undefined ? '.' : `: ${productionLine(latest, timeZone)}`} Successful tests do not settle an error in production: the principal, the encryption context, the network endpoint or the time may differ.`,
    because: ({ productionErrors: [, ...earlier], realRuns = [] }, { timeZone }) => [
      ...earlier.map((denial) => productionLine(denial, timeZone)),
      ...realRuns.map((run) => runLine(run, timeZone)),
    ],
    settles: ({ productionErrors, realRuns = [] }, { timeZone }) => {
      const since = realRuns.find((run) => productionErrors.every(({ asOf }) => succeededAfter(run, asOf)));
      return since === undefined
        ? 'A backup that succeeded since, or a person who closes the error with a reason. Compare its principal, encryption context, endpoint and time with ours.'
        : `Our product reports a ${since.kind} that succeeded since (${instantWords(since.at, timeZone)}). Where it made the same call, a person closes the error with that as the reason.`;
    },
    steps: ({ productionErrors }) => [
      ...(productionErrors.some(({ explicitDeny }) => explicitDeny === true)
        ? [
            {
              text: 'AWS names an explicit Deny, so an added Allow does not help. Find out which Deny covers production’s call and not our test: its principal, network or context.',
            },
          ]
        : []),
      { text: 'Compare the principal in production’s message with our role: same account, different role?' },
      { text: 'Compare the encryption context and the endpoint (VPC or public) that production uses.' },
      { text: 'Ask the backup team whether the job still fails now.' },
      replyIfAsked('It says that we compare the calls first.'),
    ],
  },
  // We have to compare the two calls ourselves, so the customer is asked for nothing.
  text: {
    kind: 'hold',
    subject: () => 'was denied to our service, and we are looking into it',
    needs: () => 'leave_policy',
    because: () => 'AWS denied our service a call with this key, and we compare it with our own tests first',
    parts: ({ subject, detail, now }) => [
      paragraph(
        detail.productionErrors.length === 0
          ? 'AWS denied a call of our service with this key.'
          : 'AWS denied these calls of our service with this key:',
      ),
      ...(detail.productionErrors.length === 0
        ? []
        : [list(...detail.productionErrors.map((denial) => productionLine(denial, subject.timeZone)))]),
      heading('What may differ between such calls'),
      list(
        'The principal: the policy names one role of our account instead of the account.',
        contextWords(subject),
        'The path: a condition on the endpoint, the network or the AWS service that makes the call (kms:ViaService, aws:SourceVpce, aws:SourceIp).',
        'The time: the policy or an alias was changed between the two calls.',
      ),
      paragraph(
        `If you know that the policy of the key sets such conditions, it helps us to know which ones. We will write to you again by ${instantWords(nextUpdateAt(now), subject.timeZone)} at the latest.`,
      ),
      ...whereToLook(subject),
    ],
    also: ({ detail, subject }) => {
      const [latest] = detail.productionErrors;
      return `AWS denied our service a call with this key${latest === undefined ? '' : `: ${productionLine(latest, subject.timeZone)}`}${latest === undefined ? '.' : ''} We are looking into it.`;
    },
  },
});
