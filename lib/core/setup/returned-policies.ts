import { parseJson, valuesIn } from '#lib/core/evidence/json-in-text.ts';
import { formatOf } from '#lib/core/evidence/paste-format.ts';
import { asObject, openPaste, trimPaste } from '#lib/core/evidence/pasted-text.ts';
import { isStatement, looksLikePolicy } from '#lib/core/evidence/policy-document.ts';
import { readKeyPolicy } from '#lib/core/evidence/read-key-policy.ts';
import { parseKeyArn, type KeyArn } from '#lib/core/key/key-arn.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { Expected, PolicyForLine } from './returned.ts';

/** A part of an answer that holds a policy, and the text between it and the policy before. */
export type PolicyBlock = { text: string; before: string };

/** The policies of an answer, the other JSON in it, and the text without any of them. */
export type PoliciesInText = { blocks: readonly PolicyBlock[]; values: readonly unknown[]; rest: string };

/** What stands in front of every line where a table or a comment was pasted. */
const LINE_PREFIX = /^[ \t]{0,20}(?:[#|│┃║]|\/\/)[ \t]?/gm;
const STRING_LINE = /^[ \t]{0,20}("[{[].*")[;,]?[ \t]{0,20}$/;
const LIKE_POLICY =
  /[“”„"'\\]Statement[“”"'\\]{1,2}\s{0,5}:|\bStatement\s{0,5}[:=]\s{0,5}[[{\n]|\bjsonencode\s{0,3}\(|aws_iam_policy_document|AWSTemplateFormatVersion|AWS::KMS::Key|when calling the (?:Get|List)KeyPolic|[“”"'\\]Effect[“”"'\\]{1,2}\s{0,5}:/;

/** A document whose quotes or line breaks are escaped, as in a log or in one member that was copied out of JSON. */
const ESCAPED_POLICY = /\\"Statement\\"|\\n\s{0,20}"Statement"/;
const ESCAPE = /\\([nrt"\\/])/g;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ' };
/** Such an event records that the policy was changed at some time, not what it is now. */
const CHANGE_EVENT = /PutKeyPolicy|CreateKey\b/;

/** Finds the policies in a text: as `get-key-policy` prints them, as a document, or inside a JSON string. */
export function policiesIn(text: string): PoliciesInText {
  const written = text.split('\n').map(withoutQuotes).join('\n');
  const first = cutOut(written);
  if (first.blocks.length > 0 || !LIKE_POLICY.test(first.rest)) return first;
  const withoutPrefix = cutOut(written.replaceAll(LINE_PREFIX, ''));
  if (withoutPrefix.blocks.length > 0) return withoutPrefix;
  if (ESCAPED_POLICY.test(written) && !CHANGE_EVENT.test(written)) {
    const unescaped = cutOut(written.replaceAll(ESCAPE, (_, char: string) => ESCAPED[char] ?? char));
    if (unescaped.blocks.length > 0) return unescaped;
  }
  return { ...first, blocks: [damagedBlock(first.rest)] };
}

/** A policy that stands in one line as a JSON string, as JSON. */
function withoutQuotes(line: string): string {
  const [, quoted] = line.includes('Statement') ? (STRING_LINE.exec(line) ?? []) : [];
  const inner = quoted === undefined ? null : parseJson(quoted)?.value;
  return typeof inner === 'string' ? inner : line;
}

function cutOut(text: string): PoliciesInText {
  const blocks: PolicyBlock[] = [];
  const values: unknown[] = [];
  const rest: string[] = [];
  let [end, lastPolicy] = [0, 0];
  for (const { value, from, to } of valuesIn(text)) {
    if (looksLikePolicy(value)) {
      const before = text.slice(lastPolicy, from);
      // Statements that stand one after the other were cut out of one document.
      const goesOn = isStatement(value) && blocks.length > 0 && /^[\s,]*$/.test(before);
      if (!goesOn) blocks.push({ text: text.slice(from, to), before });
      lastPolicy = to;
      values.push(wrapperOf(value));
      rest.push(text.slice(end, from), `; ${Object.values(wrapperOf(value)).join(' ; ')} ;`);
    } else {
      values.push(value);
      rest.push(text.slice(end, to));
    }
    end = to;
  }
  return { blocks, values, rest: [...rest, text.slice(end)].join('') };
}

/** The short texts that stand beside a policy in one answer, such as the key's ARN. */
function wrapperOf(value: unknown): Readonly<Record<string, string>> {
  const answer = asObject(value);
  if (answer?.['Policy'] === undefined) return {};
  const { Policy: _, ...others } = answer;
  return Object.fromEntries(
    Object.entries(others).flatMap(([name, text]) =>
      typeof text === 'string' && text.length <= 200 ? [[name, text]] : [],
    ),
  );
}

/** The lines from the first bracket to the last, where there is no whole document. */
function damagedBlock(text: string): PolicyBlock {
  const [first, last] = [text.search(/[{[]/), Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))];
  if (first < 0 || last < first) return { text, before: '' };
  const from = text.lastIndexOf('\n', first) + 1;
  const lineEnd = text.indexOf('\n', last);
  return { text: text.slice(from, lineEnd < 0 ? undefined : lineEnd), before: text.slice(0, from) };
}

/** The key that a policy is read for: its ARN or, until that is known, its region. */
export type PolicyKey = { region: string; arn: KeyArn | null };

/** Reads a policy for the vendor account of a region. */
export function policyForLine({ text }: PolicyBlock, key: PolicyKey, expected: Expected): PolicyForLine {
  const region = expected.regions.find(({ code }) => code === key.region);
  const trimmed = trimPaste(text);
  if (region === undefined || !trimmed.ok) return { kind: 'refused', reason: 'not_this_command', format: null };
  const paste = openPaste(trimmed.value);
  const others = expected.regions.filter(({ code }) => code !== key.region);
  const readAs = (arn: KeyArn): ReturnType<typeof readKeyPolicy> =>
    readKeyPolicy(paste, {
      arn,
      vendorAccountId: region.vendorAccountId,
      otherVendorAccountIds: others.map(({ vendorAccountId }) => vendorAccountId),
      encryptionContext: region.encryptionContext,
      at: expected.at,
    });
  const [first, ...further] = (key.arn === null ? standIns(key.region, trimmed.value, expected) : [key.arn]).map(
    readAs,
  );
  const read = [first, ...further].find((one) => one?.ok === true && one.value.ownerKeepsControl) ?? first;
  if (read === undefined) return { kind: 'refused', reason: 'not_this_command', format: null };
  if (!read.ok)
    return {
      kind: 'refused',
      reason: read.reason,
      format: read.reason === 'other_output_format' ? formatOf(trimmed.value) : null,
    };
  const reading = read.value;
  const missingActions = REQUIRED_ACTIONS.filter((action) =>
    ['not_granted', 'denied'].includes(reading.answers[action]),
  );
  const depends = REQUIRED_ACTIONS.some((action) => reading.answers[action] === 'conditional');
  return {
    kind: 'read',
    forArn: key.arn,
    reading,
    uses: missingActions.length > 0 ? 'incomplete' : depends ? 'depends' : 'complete',
    missingActions,
    otherRegions: others
      .filter(({ vendorAccountId }) => reading.otherVendorAccounts.includes(vendorAccountId))
      .map(({ code, vendorAccountId }) => ({ region: code, vendorAccountId })),
    grants: reading.grantsForAwsServices ? 'present' : 'absent',
  };
}

const OF_ACCOUNT = /arn:aws:iam::(\d{12}):/g;
const MOST_OWNERS = 3;

/** Whether a policy can't be judged before the ARN is known: some of its statements are for single keys. */
export const needsArn = ({ forArn, reading }: Extract<PolicyForLine, { kind: 'read' }>): boolean =>
  forArn === null && reading.statementsForOtherKeys !== undefined;

/** The regions whose vendor accounts stand in a policy. */
export const vendorRegionsIn = ({ text }: PolicyBlock, { regions }: Expected): string[] =>
  regions.filter(({ vendorAccountId }) => text.includes(vendorAccountId)).map(({ code }) => code);

/**
 * ARNs to read a policy with while the key's own is not known: the one that
 * it names itself, or one for each account that it names beside ours, with an ID of no key.
 */
function standIns(region: string, text: string, { regions }: Expected): KeyArn[] {
  const itself = [...new Set(text.match(KEY_ARN))].filter((arn) => arn.split(':')[3] === region);
  const parsedItself = itself.length === 1 ? parseKeyArn(itself[0] ?? '') : null;
  if (parsedItself?.ok === true) return [parsedItself.value.arn];
  const ours = new Set(regions.map(({ vendorAccountId }) => vendorAccountId));
  const named = new Set([...text.matchAll(OF_ACCOUNT)].map(([, account = '']) => account));
  const owners = [...named].filter((account) => !ours.has(account)).slice(0, MOST_OWNERS);
  return (owners.length === 0 ? ['000000000000'] : owners).flatMap((account) => {
    const parsed = parseKeyArn(`arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`);
    return parsed.ok ? [parsed.value.arn] : [];
  });
}

/** The ARN and the region that `get-key-policy`, or its command line right above, names for a policy. */
export function keyNamedWith({ text, before }: PolicyBlock): { region: string; arn: string | null } | null {
  const command = before.slice(before.lastIndexOf('get-key-policy')).slice(0, 600);
  const wrapper = asObject(parseJson(text)?.value);
  const said = [
    ...(before.includes('get-key-policy') ? [command] : []),
    ...['Arn', 'KeyArn', 'KeyId'].map((name) => wrapper?.[name]).filter((value) => typeof value === 'string'),
  ].join('\n');
  const arns = [...new Set(said.match(KEY_ARN))];
  const [arn] = arns;
  if (arn !== undefined) return arns.length === 1 ? { region: arn.split(':')[3] ?? '', arn } : null;
  const [, region] = /--region[\s=]{1,5}["']?([a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d)/.exec(said) ?? [];
  return region === undefined ? null : { region, arn: null };
}

const KEY_ARN = /arn:aws:kms:[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2}:\d{12}:key\/[\w-]{36}/g;
