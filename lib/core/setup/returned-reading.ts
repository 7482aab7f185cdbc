import { valuesIn } from '#lib/core/evidence/json-in-text.ts';
import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { arnsIn, type ArnsInText } from './returned-arns.ts';
import { contactsIn } from './returned-contacts.ts';
import { describedKeys } from './returned-described.ts';
import { weakIdentifiersIn, type WeakIdentifiers } from './returned-identifiers.ts';
import { foundForLine, isSettled, sortArns } from './returned-lines.ts';
import { mailParts } from './returned-mail.ts';
import { missingOf } from './returned-missing.ts';
import { placePolicies, type PlacedPolicy } from './returned-placement.ts';
import { policiesIn, policyForLine } from './returned-policies.ts';
import { suggestedArns } from './returned-suggestions.ts';
import { regionsNamed } from './returned-regions.ts';
import type {
  Expected,
  ExpectedLine,
  NothingReturned,
  PolicyForLine,
  RefusedIdentifier,
  Returned,
  ReturnedLine,
  UnplacedPolicy,
} from './returned.ts';

/** In characters, of a whole mail. */
export const LONGEST_ANSWER = 65_536;
/** Nobody reads more refusals than this. */
const MOST_REFUSED = 50;

/**
 * Reads everything that a customer's answer may hold: ARNs, sorted to the lines of a setup by their regions, policies,
 * contacts and names of regions, and everything that is no key ARN, with the reason. The result holds identifiers and
 * readings, never the text. Where lines stand in a mail changes nothing, except below the headers of an older message.
 * @param text what was pasted, at most 64 k characters
 */
export function readReturned(text: string, expected: Expected): Result<Returned, NothingReturned> {
  if (text.length > LONGEST_ANSWER) return refuse('too_long');
  if (text.trim() === '') return refuse('empty');
  const parts = mailParts(text);
  const [written, quoted] =
    expected.quotedIsTheirs === true ? [`${parts.written}\n${parts.quoted}`, ''] : [parts.written, parts.quoted];
  const policies = policiesIn(written);
  const arns = arnsIn(policies.rest);
  const weak = weakIdentifiersIn(arns.rest);
  const words = withoutJson(weak.rest);
  const named = regionsNamed(words, expected);
  const contacts = contactsIn(words);
  const sorted = sortArns(arns.keys, describedKeys(policies.values), expected);
  const older = sortArns(arnsIn(quoted).keys, new Map(), expected).byRegion;
  const suggestions = suggestedArns(policies.rest, expected);
  const placed = placePolicies(policies.blocks, { byRegion: sorted.byRegion, written: arns.keys }, expected);

  const lines = expected.lines.map((line) => {
    const ofRegion = expected.lines.filter(({ region }) => region === line.region);
    const found = foundForLine(line, sorted.byRegion.get(line.region) ?? [], older.get(line.region) ?? [], {
      ofRegion,
      suggested: suggestions.get(line.lineId) ?? null,
    });
    const arn = found.kind === 'arn' ? found.arn.arn : line.arn;
    return {
      ...line,
      found,
      policy: policyOf({ ...line, arn }, placed, expected),
      namesRegion: named.has(line.region),
    };
  });
  const allSettled = lines.every((line) => isSettled(line, line.found));
  const isBeside = besides(arns.keys, lines);
  const besideArns = weak.found.filter(isBeside);
  const open = { ...weak, found: weak.found.filter((one) => !isBeside(one)) };
  const refused = [
    ...sorted.refused,
    ...arns.refused,
    ...(allSettled
      ? []
      : [...placeholdersOf(arns), ...strangers(open, arns.keys, policies.blocks.length > 0, expected)]),
  ];
  const ofSetup = new Set([...expected.lines, ...(expected.cleared ?? [])].map(({ region }) => region));
  const returned: Returned = {
    lines,
    cleared: sorted.cleared,
    refused: unique(refused).slice(0, MOST_REFUSED),
    aliases: [...new Set(besideArns.map(({ as }) => as))].toSorted(),
    unplacedPolicies: placed
      .filter((one) => !one.ofOtherKey && !lines.some((line) => isOf(one, line, expected)))
      .map((one) => unplaced(one, expected)),
    contacts,
    otherRegionsNamed: [...named].filter((code) => !ofSetup.has(code)).toSorted(),
    missing: missingOf(lines, contacts, expected),
  };
  return holdsNothing(returned) ? refuse(isBlank(written) ? 'only_quoted_text' : 'nothing_recognized') : ok(returned);
}

const isBlank = (text: string): boolean => !/[\p{L}\d]/u.test(text);

const holdsNothing = ({ lines, cleared, refused, unplacedPolicies, contacts, otherRegionsNamed }: Returned): boolean =>
  lines.every(
    ({ found, policy, namesRegion }) => found.kind === 'nothing' && policy.kind === 'not_pasted' && !namesRegion,
  ) && cleared.length + refused.length + unplacedPolicies.length + contacts.length + otherRegionsNamed.length === 0;

/** The words of an answer: what an output says of regions is not what its sender says. */
function withoutJson(text: string): string {
  const pieces: string[] = [];
  let end = 0;
  for (const { from, to } of valuesIn(text)) {
    pieces.push(text.slice(end, from));
    end = to;
  }
  return [...pieces, text.slice(end)].join('\n');
}

const placeholdersOf = ({ placeholders }: ArnsInText): RefusedIdentifier[] =>
  placeholders.map((as) => ({ as, reason: 'placeholder', noticed: null }));

/** Whether an alias only describes a key whose ARN is there. One in a region that still lacks its ARN may be another's. */
function besides(
  keys: readonly KeyArnParts[],
  lines: readonly ReturnedLine[],
): (one: WeakIdentifiers['found'][number]) => boolean {
  const lacking = new Set(lines.filter((line) => !isSettled(line, line.found)).map(({ region }) => region));
  for (const { region } of keys) lacking.delete(region);
  return ({ reason, read }) => reason === 'alias_arn' && keys.length > 0 && !lacking.has(read.region ?? '');
}

/** Identifiers that are no key ARNs, unless they are ours or belong to a key whose ARN is there. */
function strangers(
  { found, accounts }: WeakIdentifiers,
  keys: readonly KeyArnParts[],
  hasPolicy: boolean,
  { regions }: Expected,
): RefusedIdentifier[] {
  const ours = new Set(regions.map(({ vendorAccountId }) => vendorAccountId));
  const ids = new Set(keys.map(({ kmsKeyId }) => kmsKeyId));
  const kept = found.filter(
    ({ as, read }) =>
      !ours.has(read.awsAccountId ?? '') &&
      !ids.has(read.kmsKeyId ?? '') &&
      // The principals of a policy that could not be cut out.
      !(hasPolicy && /^arn:aws[a-z-]*:(?:iam|sts):/.test(as)),
  );
  const inArns = new Set(kept.flatMap(({ as, read }) => (as === read.alias ? [] : (read.alias ?? []))));
  const named = kept.filter(({ as }) => !inArns.has(as));
  const known = new Set([...ours, ...keys.map(({ awsAccountId }) => awsAccountId)]);
  return [
    ...named.map(({ as, reason, noticed }) => ({ as, reason, noticed })),
    // Beside a key ID or an alias, the account only says more about that.
    ...(named.length > 0 ? [] : accounts)
      .filter((account) => !known.has(account))
      .map((as): RefusedIdentifier => ({ as, reason: 'account_alone', noticed: null })),
  ];
}

/** Each refusal once, in an order that the text's does not change. */
function unique(refused: readonly RefusedIdentifier[]): RefusedIdentifier[] {
  const byText = new Map(refused.map((one) => [JSON.stringify([one.reason, one.as, one.noticed]), one]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Whether a policy is the one of a line: of its key, or of its region where that has one line. */
const isOf = ({ key }: PlacedPolicy, { region, arn }: ExpectedLine, { lines }: Expected): boolean =>
  key?.region === region &&
  (lines.filter((line) => line.region === region).length === 1 || (key.arn !== null && key.arn === arn));

function policyOf(line: ExpectedLine, placed: readonly PlacedPolicy[], expected: Expected): PolicyForLine {
  const read = placed
    .filter((one) => isOf(one, line, expected))
    .map(({ block, key }) => policyForLine(block, { region: line.region, arn: key?.arn ?? null }, expected));
  const different = new Map(read.map((policy) => [JSON.stringify(policy), policy]));
  const [only] = different.values();
  if (only === undefined) return { kind: 'not_pasted' };
  return different.size === 1 ? only : { kind: 'several' };
}

/** A policy whose key the text does not tell. That it can't be read at all is worth knowing all the same. */
function unplaced({ block, vendorRegions }: PlacedPolicy, expected: Expected): UnplacedPolicy {
  const region = vendorRegions[0] ?? expected.lines[0]?.region ?? '';
  const read = policyForLine(block, { region, arn: null }, expected);
  return { vendorRegions, refusal: read.kind === 'refused' ? read.reason : null };
}
