import { parseKeyArn, type KeyArnParts } from '#lib/core/key/key-arn.ts';
import { regionCodesIn } from './returned-identifiers.ts';
import { keyNamedWith, vendorRegionsIn, type PolicyBlock, type PolicyKey } from './returned-policies.ts';
import { isNamed } from './returned-suggestions.ts';
import type { Expected } from './returned.ts';

/** For which key a policy was sent, or our regions that it names where the text does not tell. */
export type PlacedPolicy = {
  block: PolicyBlock;
  key: PolicyKey | null;
  vendorRegions: readonly string[];
  /** Whether it is the policy of a key that no open line can use. */
  ofOtherKey: boolean;
};

/** The key ARNs that the sender wrote, and those that fit a region of the setup. */
type Arns = { written: readonly KeyArnParts[]; byRegion: ReadonlyMap<string, readonly KeyArnParts[]> };

/** Lines above a policy that may say which key it is about. */
const HEADING_LINES = 2;

/**
 * Finds out to which key of a setup each policy belongs: by the command that printed it, by the line above it, or by our
 * account in it. Where two of these disagree, a policy for the wrong region can't be told from one in the wrong place,
 * unless the answer has one policy and one ARN, which then belong together.
 */
export function placePolicies(blocks: readonly PolicyBlock[], arns: Arns, expected: Expected): PlacedPolicy[] {
  const written = arns.written.filter(({ arn }) => expected.ownExamples?.includes(arn) !== true);
  const [onlyArn] = blocks.length === 1 && written.length === 1 ? written : [];
  const regions = [...new Set(expected.lines.map(({ region }) => region))];
  const headings = blocks.map((block) => headingOf(block, regions, expected));
  // One line above one policy may be the end of a list. A line of its own above each of several is a heading.
  const isOutline = blocks.length > 1 && new Set(headings.map((one) => one?.region)).size === blocks.length;
  const placed = blocks.map((block, at) => {
    const heading = headings[at] ?? null;
    const isSure = heading !== null && (heading.isAboutPolicy || (isOutline && !headings.includes(null)));
    return {
      block,
      ...placeOf(
        block,
        { above: heading === null ? null : { region: heading.region, isSure }, onlyArn },
        regions,
        expected,
      ),
    };
  });
  return placed.map(({ block, region, arn, onlyByAccount, ofOtherKey = false }) => {
    const vendorRegions = vendorRegionsIn(block, expected);
    const rivals = placed.filter(
      (other) =>
        (other.region === region && other.block.text !== block.text) ||
        (other.region === null && vendorRegionsIn(other.block, expected).some((code) => code === region)),
    );
    if (region === null || (onlyByAccount && rivals.length > 0)) return { block, key: null, vendorRegions, ofOtherKey };
    return { block, key: { region, arn: arnOf(region, arn, arns.byRegion, expected) }, vendorRegions, ofOtherKey };
  });
}

type Place = { region: string | null; arn: string | null; onlyByAccount: boolean; ofOtherKey?: boolean };

function placeOf(
  block: PolicyBlock,
  { above, onlyArn }: { above: { region: string; isSure: boolean } | null; onlyArn: KeyArnParts | undefined },
  regions: readonly string[],
  expected: Expected,
): Place {
  const byCommand = keyNamedWith(block);
  if (byCommand !== null)
    return {
      region: regions.includes(byCommand.region) ? byCommand.region : null,
      arn: byCommand.arn,
      onlyByAccount: false,
    };
  const [only, ...further] = regions;
  const at = (region: string | null, onlyByAccount = false): Place => ({ region, arn: null, onlyByAccount });
  const named = vendorRegionsIn(block, expected).filter((region) => regions.includes(region));
  // A heading that is about another key of the setup, and the account of its region, outweigh the ARN.
  const isElsewhere =
    further.length > 0 &&
    above !== null &&
    above.region !== onlyArn?.region &&
    (above.isSure || named.includes(above.region));
  if (onlyArn !== undefined && !isElsewhere) {
    const isCleared = expected.cleared?.some(({ arn }) => arn === onlyArn.arn) === true;
    if (!isCleared && regions.includes(onlyArn.region)) return { ...at(onlyArn.region), arn: onlyArn.arn };
    if (isCleared || named.length === 0) return { ...at(null), ofOtherKey: true };
  }
  if (only !== undefined && further.length === 0) return at(only);
  if (above !== null)
    return at(named.length === 0 || named.includes(above.region) || above.isSure ? above.region : null);
  return at(named.length === 1 ? (named[0] ?? null) : null, true);
}

/** The region that the nearest lines above a policy name, if it is one, and whether they speak of a policy. */
function headingOf(
  { before }: PolicyBlock,
  regions: readonly string[],
  expected: Expected,
): { region: string; isAboutPolicy: boolean } | null {
  const lines = before
    .slice(-2_000)
    .split('\n')
    .filter((line) => /[\p{L}\d]/u.test(line))
    .slice(-HEADING_LINES)
    .toReversed();
  for (const line of lines) {
    const codes = new Set([
      ...regionCodesIn(line.replaceAll(/arn:aws:kms:([\w-]+):/g, ' $1 ')),
      ...expected.regions.filter(({ name }) => name.length > 2 && line.includes(name)).map(({ code }) => code),
      ...expected.lines.filter(({ workspaceName }) => isNamed(line, workspaceName)).map(({ region }) => region),
    ]);
    const [region, ...others] = [...codes].filter((code) => regions.includes(code));
    if (others.length > 0) return null;
    if (region !== undefined) return { region, isAboutPolicy: /polic|richtlinie|politique/i.test(line) };
  }
  return null;
}

/** The ARN for which a policy is read: the one named with it, or the only one of its region. */
function arnOf(
  region: string,
  named: string | null,
  arns: ReadonlyMap<string, readonly KeyArnParts[]>,
  { lines }: Expected,
): PolicyKey['arn'] {
  const known = new Set([
    ...(arns.get(region) ?? []).map(({ arn }) => arn),
    ...lines.filter((line) => line.region === region).flatMap(({ arn }) => arn ?? []),
  ]);
  const list = [...known];
  const only = list.length === 1 ? (list[0] ?? null) : null;
  if (named === null) return only;
  const found = list.find((arn) => arn === named);
  if (found !== undefined || list.length > 0) return found ?? null;
  const parsed = parseKeyArn(named);
  return parsed.ok ? parsed.value.arn : null;
}
