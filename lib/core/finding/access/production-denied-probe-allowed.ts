import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import { at, type TextContext } from '#lib/core/finding/text-rule.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { heading, list, paragraph } from '#lib/core/text/blocks.ts';
import { contextWords } from '#lib/core/text/key-policy.ts';
import { whereToLook } from '#lib/core/text/our-calls.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** A denial in production while our tests are allowed, and when the error was taken. */
type Detail = { production: { asOf: Date; action: string | null } | null };

/** How long an error from production is compared with our tests. */
const PRODUCTION_DENIAL_VALID_MS = 3 * 24 * 3_600_000;

const KMS_ACTION = /^(?:kms:)?([A-Z][A-Za-z]{1,40})$/;

/** The action comes from a pasted error, so only AWS's own names are repeated (H6). */
function productionWords(context: TextContext<Detail>): string {
  const { production } = context.detail;
  if (production === null) return '';
  const action = KMS_ACTION.exec(production.action ?? '')?.[1];
  return `: ${action === undefined ? '' : `kms:${action}, `}${at(production.asOf, context)}`;
}

export const productionDeniedProbeAllowed = defineFinding<Detail>()({
  code: 'production_denied_probe_allowed',
  family: 'access',
  status: 'attention',
  traits: { keyWorks: true },
  confidenceIfNotKept: 'one_of_several',
  // Successful tests never close a ticket about production: principal, context, endpoint or time may differ (H14).
  rule: ({ report, record, firstDenialAt, actions, evidence, now }) => {
    const { productionError } = evidence;
    if (productionError === null || !report.facts.seen || report.facts.value.keyState !== 'Enabled') return null;
    if (now.getTime() - productionError.asOf.getTime() > PRODUCTION_DENIAL_VALID_MS) return null;
    const { errorName, action } = productionError.content;
    // Throttling, expired credentials or a bad parameter are not denials.
    if (errorName !== 'AccessDeniedException') return null;
    if (!REQUIRED_ACTIONS.every((required) => actions[required]?.result === 'allowed')) return null;
    // Our own denial explains an error from production while it lasts, and every error from before it ended.
    const { verdict, verdictSince, check } = record;
    const explained =
      firstDenialAt !== null ||
      check.firstDenialAt !== null ||
      verdict.status === 'unusable' ||
      (verdict.status === 'usable' && productionError.asOf < verdictSince);
    return explained ? null : conclude('one_of_several', { production: { asOf: productionError.asOf, action } });
  },
  fromRecord: () => ({ production: null }),
  word: 'denied in production only',
  advice: {
    acts: 'vendor',
    headline: ({ production }) =>
      `Denied in production${production?.action ? ` (${production.action})` : ''}, allowed in our tests.`,
    cause: ({ production }, { timeZone }) =>
      `Our tests are allowed, but production was denied${production ? ` on ${instantWords(production.asOf, timeZone)}` : ''}. Successful tests do not settle that: the principal, the encryption context, the network endpoint or the time may differ.`,
    settles: () =>
      'The error message from production: compare its principal, encryption context, endpoint and time with ours.',
    steps: () => [
      { text: 'Compare the principal in production’s message with our role: same account, different role?' },
      { text: 'Compare the encryption context and the endpoint (VPC or public) that production uses.' },
      { text: 'Ask the backup team whether the job still fails now.' },
    ],
  },
  // We have to compare the two calls ourselves, so the customer is asked for nothing.
  text: {
    kind: 'hold',
    asked: 'dry_runs',
    subject: 'is being checked by us',
    lead: () =>
      'You do not need to do anything yet: we are comparing a denied call of our service with our permission tests.',
    parts: (context) => [
      paragraph(
        `AWS denied a call of our service on this key${productionWords(context)}. Our permission tests on it are allowed.`,
      ),
      heading('What may differ'),
      list(
        'The principal: the policy names one role of our account instead of the account.',
        contextWords(context.subject),
        'The path: a condition on the endpoint, the network or the AWS service that makes the call (kms:ViaService, aws:SourceVpce, aws:SourceIp).',
        'The time: the policy or an alias was changed between the two calls.',
      ),
      paragraph('If the policy of the key sets such conditions, please tell us which ones.'),
      ...whereToLook(context.subject),
    ],
    also: () =>
      'AWS denied a call of our service on this key, although our permission tests are allowed. We are looking into it.',
  },
});
