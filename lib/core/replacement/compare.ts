import { PROBE_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import type { ActionResult } from '#lib/core/probe/action-results.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { KeySide } from './line-facts.ts';

/** One row of the comparison: a fact or a permission of both keys, and what a difference means. */
export type ComparedRow = {
  kind: 'fact' | 'permission';
  label: string;
  old: string;
  new: string;
  differs: boolean;
  /** What the difference means for the decision; null where it means nothing, or there is none. */
  why: string | null;
};

const NOT_SEEN = 'not seen yet';
const NOT_SHOWN = 'not shown: ownership is not proven';

type Fact = { label: string; of: (side: KeySide) => string | null; why?: string };

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

/** The facts in the order in which a reviewer reads them. What is null was not seen (H15). */
const FACTS: readonly Fact[] = [
  {
    label: 'Status',
    of: ({ status }) => (status === null ? null : VERDICT_WORD[status]),
    why: 'The new key must be usable. The old one too, or its data can’t be moved.',
  },
  {
    label: 'AWS account',
    of: ({ awsAccountId }) => awsAccountId,
    why: 'Another account needs proof of ownership, and a contact’s confirmation.',
  },
  { label: 'Region', of: ({ region }) => region, why: 'A replacement stays in its region.' },
  {
    label: 'Key state',
    of: ({ facts }) => facts?.keyState ?? null,
    why: 'Only an enabled key can be used.',
  },
  {
    label: 'Deletion',
    of: ({ facts }) =>
      facts === null
        ? null
        : facts.deletionAt === null
          ? 'none scheduled'
          : `not before ${instantWords(facts.deletionAt)}`,
    why: 'When AWS deletes a key, everything that is encrypted under it is lost.',
  },
  {
    label: 'Key material',
    of: ({ facts }) => (facts === null || facts.origin === null ? null : (ORIGIN_WORD[facts.origin] ?? facts.origin)),
    why: 'Imported material may expire, and only the customer can import it again. A key store works only while it is connected.',
  },
  {
    label: 'Material expires',
    of: ({ facts }) =>
      facts === null ? null : facts.materialExpiresAt === null ? 'never' : instantWords(facts.materialExpiresAt),
    why: 'After that the key is not usable until the same material is imported again.',
  },
  {
    label: 'Custom key store',
    of: ({ facts }) => (facts === null ? null : (facts.customKeyStoreId ?? 'none')),
    why: 'A key in a store works only while the store is connected.',
  },
  {
    label: 'Multi-Region',
    of: ({ multiRegion }) => yesNo(multiRegion),
    why: 'Each replica has a policy of its own. We use only this one.',
  },
  { label: 'Key spec', of: ({ facts }) => facts?.keySpec ?? null, why: 'Backups need SYMMETRIC_DEFAULT.' },
  {
    label: 'Automatic rotation',
    of: ({ rotation, proven }) =>
      rotation !== null ? (rotation.enabled ? 'on' : 'off') : proven ? 'not visible to us' : null,
    why: 'It needs nothing from us, whatever the customer chooses.',
  },
  {
    label: 'Created in AWS',
    of: ({ facts }) => (facts === null || facts.kmsCreatedAt === null ? null : instantWords(facts.kmsCreatedAt)),
  },
  {
    label: 'Last answer of AWS',
    of: ({ lastConclusiveAt }) => (lastConclusiveAt === null ? null : instantWords(lastConclusiveAt)),
  },
];

const ORIGIN_WORD: Readonly<Record<string, string>> = {
  AWS_KMS: 'made by AWS',
  EXTERNAL: 'imported',
  AWS_CLOUDHSM: 'in a CloudHSM key store',
  EXTERNAL_KEY_STORE: 'in an external key store',
};

const RESULT_WORD: Readonly<Record<ActionResult['result'], string>> = {
  allowed: 'allowed',
  denied: 'denied',
  wrong_state: 'refused by the key’s state',
  not_testable: 'not testable from here',
};

const WHY_ACTION = 'The customer’s policy of one key allows us more than that of the other.';

/** Facts that never count as a difference: every new key has others. */
const OWN_TO_EACH: readonly string[] = ['Created in AWS', 'Last answer of AWS'];

const shownOf = (side: KeySide, value: string | null, hasOwn: boolean): string =>
  value ?? (side.proven || hasOwn ? NOT_SEEN : NOT_SHOWN);

/** Both keys, fact by fact and permission by permission. */
export function compareKeys(oldKey: KeySide, newKey: KeySide): ComparedRow[] {
  const facts = FACTS.map(({ label, of, why }): ComparedRow => {
    // The account, the region and the kind of key stand in the ARN.
    const isInArn = ['AWS account', 'Region', 'Multi-Region'].includes(label);
    const [one, other] = [shownOf(oldKey, of(oldKey), isInArn), shownOf(newKey, of(newKey), isInArn)];
    // What was not seen of one key is no difference from the other.
    const isSeen = ![one, other].some((words) => words === NOT_SEEN || words === NOT_SHOWN);
    const differs = isSeen && one !== other && !OWN_TO_EACH.includes(label);
    return { kind: 'fact', label, old: one, new: other, differs, why: differs ? (why ?? null) : null };
  });
  return [...facts, ...PROBE_ACTIONS.map((action) => compareAction(action, oldKey, newKey))];
}

/** How long a permission that quick checks leave out may go untested before its age is told. */
const TOLD_WITHOUT_AGE_MS = 24 * 3_600_000;

/** Whether a result is too old to be told in the present (H26): of a key that isn't tested while it is out of use (H21), or a day old. */
const isOld = (at: Date, { facts, lastConclusiveAt }: KeySide): boolean =>
  !mayAskCrypto(facts?.keyState ?? null) ||
  (lastConclusiveAt !== null && lastConclusiveAt.getTime() - at.getTime() > TOLD_WITHOUT_AGE_MS);

function compareAction(action: ProbeAction, oldKey: KeySide, newKey: KeySide): ComparedRow {
  const wordOf = (side: KeySide): string => {
    const result = side.results[action];
    if (result === undefined) return side.proven ? 'not tested' : NOT_SHOWN;
    const words = `${RESULT_WORD[result.result]}${result.real === true ? ' (a real call)' : ''}`;
    // What is older than the last check is never told in the present (H26).
    return action !== 'DescribeKey' && isOld(result.at, side)
      ? `${words} on ${instantWords(result.at)}, not tested since`
      : words;
  };
  const [one, other] = [oldKey.results[action]?.result, newKey.results[action]?.result];
  const differs = one !== undefined && other !== undefined && one !== other;
  return {
    kind: 'permission',
    label: action,
    old: wordOf(oldKey),
    new: wordOf(newKey),
    differs,
    why: differs ? WHY_ACTION : null,
  };
}
