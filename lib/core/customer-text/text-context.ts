import type { DeniedCall, TextSubject } from '#lib/core/customer-text/text-input.ts';
import type { Confidence, FindingCode, FindingDetail } from '#lib/core/finding.ts';
import { isRequired, REQUIRED_ACTIONS, type ProbeAction, type RequiredAction } from '#lib/core/probe.ts';
import { instantWords } from '#lib/core/time-words.ts';

/** What the words about one finding may look at. */
export type TextContext = {
  subject: TextSubject & { vendorAccountId: string };
  /** Null of a usable key. */
  code: FindingCode | null;
  confidence: Confidence;
  detail: FindingDetail;
  denied: readonly DeniedCall[];
  now: Date;
};

/** "Europe (Ireland), eu-west-1". */
export const regionWords = ({ regionName, region }: TextSubject): string =>
  regionName === null ? region : `${regionName}, ${region}`;

/** "AWS KMS key in Europe (Ireland)": how the key is called in a subject line. */
export const keyName = ({ regionName, region }: TextSubject): string => `AWS KMS key in ${regionName ?? region}`;

/** An instant with weekday, UTC and the customer's own time (H8). */
export const at = (instant: Date, { subject }: TextContext): string => instantWords(instant, subject.timeZone);

/** A command for this very key, in its region. */
export const kmsCommand = (verb: string, { subject }: TextContext, rest = ''): string =>
  `aws kms ${verb} --region ${subject.region} --key-id ${subject.arn}${rest}`;

/** The way to the key in the AWS console, and on from there. */
export const consoleWay = ({ subject }: TextContext, ...onwards: readonly string[]): string =>
  ['KMS', 'Customer managed keys', `key ${subject.arn.split('/').at(-1) ?? ''}`, ...onwards].join(' > ');

/** "kms:Encrypt, kms:Decrypt and kms:DescribeKey". */
export function actionWords(actions: readonly ProbeAction[]): string {
  const words = actions.map((action) => `kms:${action}`);
  return words.length < 2 ? (words[0] ?? 'its use') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/**
 * The required actions that a denial is about, or `all` where none is known to be allowed: then naming a few would
 * send the customer to their policy once for each.
 */
export function missingActions({
  code,
  detail,
}: Pick<TextContext, 'code' | 'detail'>): readonly RequiredAction[] | 'all' {
  const named = REQUIRED_ACTIONS.filter((action) => (detail.actions ?? []).some((denied) => denied === action));
  if (code === 'describe_denied') return ['DescribeKey'];
  if (code === 'no_access_yet' || code === 'denied_while_pending_deletion') return 'all';
  if (named.length === 0 || named.length === REQUIRED_ACTIONS.length || detail.othersAllowed === false) return 'all';
  return named;
}

/** What a statement must allow: with the denied actions those that AWS hid behind them, or the customer would be asked twice. */
export function actionsToAllow(context: Pick<TextContext, 'code' | 'detail'>): readonly RequiredAction[] | 'all' {
  const missing = missingActions(context);
  if (missing === 'all') return missing;
  const { hiddenActions = [] } = context.detail;
  return REQUIRED_ACTIONS.filter((action) => missing.includes(action) || hiddenActions.includes(action));
}

/** The missing actions in words: "kms:Decrypt", or "the actions that our service needs". */
export function missingWords(context: Pick<TextContext, 'code' | 'detail'>): string {
  const missing = missingActions(context);
  return missing === 'all' ? 'the actions that our service needs' : actionWords(missing);
}

/** The denied calls that belong to the finding: all of them where it names none. */
export function deniedCalls({ denied, detail }: TextContext): readonly DeniedCall[] {
  const named = (detail.actions ?? []).filter(isRequired);
  const required = denied.filter(({ action }) => isRequired(action));
  const own = required.filter(({ action }) => named.some((one) => one === action));
  return own.length > 0 ? own : required;
}
