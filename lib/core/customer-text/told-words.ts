import { FINDING_CODES, findingRecord } from '#lib/core/finding/all-findings.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { NEEDED_AGAIN_STEP, toTell, type ToTell } from '#lib/core/verdict/tell-digest.ts';

/** A cause in words. A newer version may have stored one that this version doesn't know. */
function causeWords(code: string): string {
  if (code === NEEDED_AGAIN_STEP) return 'needed again after its release';
  const known = FINDING_CODES.find((one) => one === code);
  return known === undefined ? 'a cause this version doesn’t know' : findingRecord(known).word;
}

type Denied = { actions: readonly string[]; explicit: readonly string[] };

/** The findings of the steps with their denied actions, and those that an explicit Deny refuses. */
const stepsOf = ({ steps }: ToTell): Map<string, Denied> =>
  new Map(
    steps.map((step) => {
      const [code = '', ...lists] = step.split(':');
      const [actions = [], explicit = []] = lists.map((list) => list.split(',').filter((action) => action !== ''));
      return [code, { actions, explicit }];
    }),
  );

const actionNames = (actions: readonly string[]): string => actions.map((action) => `kms:${action}`).join(', ');

/** That an Allow no longer helps, or helps again, for what is still denied. */
function denyWords(were: ReadonlySet<string>, are: ReadonlySet<string>, denied: ReadonlySet<string>): string[] {
  const found = [...are].filter((action) => !were.has(action));
  const gone = [...were].filter((action) => !are.has(action) && denied.has(action));
  return [
    ...(found.length > 0 ? [`an explicit Deny refuses ${actionNames(found)}`] : []),
    ...(gone.length > 0 ? [`no explicit Deny seen any more for ${actionNames(gone)}`] : []),
  ];
}

function permissionWords(before: ToTell, now: ToTell): string[] {
  const of = (told: ToTell, which: keyof Denied): Set<string> =>
    new Set([...stepsOf(told).values()].flatMap((denied) => denied[which]));
  const [were, are] = [of(before, 'actions'), of(now, 'actions')];
  const [wereExplicit, areExplicit] = [of(before, 'explicit'), of(now, 'explicit')];
  const more = [...are].filter((action) => !were.has(action));
  const fewer = [...were].filter((action) => !are.has(action));
  const count = (n: number): string => `${n} permission${n === 1 ? '' : 's'}`;
  return [
    ...(more.length > 0 ? [`${count(more.length)} more denied (${actionNames(more)})`] : []),
    ...(fewer.length > 0 && are.size > 0 ? [`${count(fewer.length)} no longer denied (${actionNames(fewer)})`] : []),
    ...denyWords(wereExplicit, areExplicit, are),
  ];
}

/**
 * What changed since the customer was told: beginning, cause, deadline or steps; empty where they know all of it.
 * @param before the digest of the last text that was sent
 * @param now the digest of what the reply says now
 */
export function changedSinceTold(before: string, now: string): string[] {
  if (before === now) return [];
  const [told, is] = [toTell(before), toTell(now)];
  if (is === null) return ['the reply no longer asks for anything'];
  if (told === null) return [`the reply now asks for something (${causeWords(is.cause)})`];
  const [hadSteps, hasSteps] = [stepsOf(told), stepsOf(is)];
  const added = [...hasSteps.keys()].filter((code) => !hadSteps.has(code) && code !== is.cause);
  const gone = [...hadSteps.keys()].filter((code) => !hasSteps.has(code) && code !== told.cause);
  return [
    ...(is.began !== told.began && is.began !== '' && told.began !== ''
      ? [`it began again on ${instantWords(new Date(is.began))}`]
      : []),
    ...(is.cause === told.cause ? [] : [`${causeWords(is.cause)} (before: ${causeWords(told.cause)})`]),
    ...(is.deadline === told.deadline
      ? []
      : [is.deadline === '' ? 'the deadline is gone' : `the deadline is now ${instantWords(new Date(is.deadline))}`]),
    ...permissionWords(told, is),
    ...added.map((code) => `also ${causeWords(code)}`),
    ...gone.map((code) => `no longer ${causeWords(code)}`),
  ];
}

/** The subject of a copied reply about a key whose ownership isn't proven any more: nothing of it is shown (H16). */
export const HIDDEN_SUBJECT = 'A reply about a key whose ownership is withdrawn';
/** In place of its body. */
export const HIDDEN_BODY = 'Nothing of this reply is shown: the ownership of a key that it is about is withdrawn.';
