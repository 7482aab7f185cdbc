import type { KeyArn, KeyArnParts } from '#lib/core/key/key-arn.ts';
import type {
  ClearedKey,
  Expected,
  ExpectedLine,
  FoundForLine,
  RefusedIdentifier,
  ReturnedRefusal,
} from './returned.ts';
import type { DescribedKey } from './returned-described.ts';

/** ARNs that fit a region of the setup, by region, and why the others fit none. */
export type SortedArns = {
  byRegion: ReadonlyMap<string, readonly KeyArnParts[]>;
  /** Keys of workspaces that are cleared already. */
  cleared: readonly ClearedKey[];
  refused: readonly RefusedIdentifier[];
};

/**
 * Sorts the ARNs of an answer to the regions of a setup.
 * @param described what the answer itself says of keys, in the output of describe-key
 */
export function sortArns(
  keys: readonly KeyArnParts[],
  described: ReadonlyMap<string, DescribedKey>,
  expected: Expected,
): SortedArns {
  const byRegion = new Map<string, KeyArnParts[]>();
  const refused: RefusedIdentifier[] = [];
  const ofCleared = (expected.cleared ?? []).filter(({ arn }) => keys.some((key) => key.arn === arn));
  const fits = (key: KeyArnParts): ReturnedRefusal | null => whyNot(key, described.get(key.arn), expected);
  const fitting = keys.filter((key) => fits(key) === null);
  const shared = new Set(
    fitting.filter(({ multiRegion }) => multiRegion).map((key) => `${key.awsAccountId} ${key.kmsKeyId}`),
  );
  for (const key of keys.toSorted((a, b) => (a.arn < b.arn ? -1 : 1))) {
    if (ofCleared.some(({ arn }) => arn === key.arn)) continue;
    const reason = fits(key);
    if (reason === null) byRegion.set(key.region, [...(byRegion.get(key.region) ?? []), key]);
    else {
      const isRelated = reason.startsWith('region_') && shared.has(`${key.awsAccountId} ${key.kmsKeyId}`);
      refused.push(refusalOf(key, isRelated ? 'related_multi_region_key' : reason));
    }
  }
  const cleared = ofCleared.map((line) => ({
    ...line,
    another: expected.lines.some(({ region, arn }) => region === line.region && arn === null),
  }));
  return { byRegion, cleared, refused };
}

function whyNot(
  { arn, region, awsAccountId }: KeyArnParts,
  described: DescribedKey | undefined,
  { lines, regions, cleared = [], ownExamples = [] }: Expected,
): ReturnedRefusal | null {
  if (ownExamples.includes(arn)) return 'own_example';
  if (regions.some(({ vendorAccountId }) => vendorAccountId === awsAccountId)) return 'vendor_account_key';
  if (described?.awsManaged === true) return 'aws_managed_key';
  if (described?.encrypts === false) return 'not_for_encryption';
  if (!regions.some(({ code }) => code === region)) return 'region_not_hosted';
  if (lines.some((line) => line.region === region)) return null;
  return cleared.some((line) => line.region === region) ? 'cleared_with_another_key' : 'region_not_in_setup';
}

const refusalOf = ({ arn, region, awsAccountId }: KeyArnParts, reason: ReturnedRefusal): RefusedIdentifier => ({
  as: arn,
  reason,
  noticed: {
    kind: 'read',
    read: {
      region: reason === 'vendor_account_key' ? null : region,
      awsAccountId: reason === 'vendor_account_key' ? awsAccountId : null,
      kmsKeyId: null,
      alias: null,
    },
  },
});

/**
 * What the ARNs of its region bring for a line.
 * @param quoted ARNs of the quoted part; they count where the sender wrote none
 * @param about the lines of its region, and the ARN that stands with the line's name
 */
export function foundForLine(
  line: ExpectedLine,
  written: readonly KeyArnParts[],
  quoted: readonly KeyArnParts[],
  about: { ofRegion: readonly ExpectedLine[]; suggested: KeyArn | null },
): FoundForLine {
  const { ofRegion: linesOfRegion, suggested } = about;
  const [first] = written;
  if (first === undefined) {
    const unknown = quoted.filter(({ arn }) => linesOfRegion.every((one) => one.arn !== arn));
    return unknown.length > 0 && line.arn === null ? { kind: 'quoted', arns: unknown } : { kind: 'nothing' };
  }
  const own = written.find(({ arn }) => arn === line.arn);
  if (own !== undefined && (written.length === 1 || linesOfRegion.length > 1)) return { kind: 'again', arn: own };
  // An ARN that another line of the region has already is no news for this one.
  const open = written.filter(({ arn }) => linesOfRegion.every((one) => one.arn !== arn));
  if (
    linesOfRegion.length > 1 &&
    (open.length === 0 || (line.arn !== null && linesOfRegion.some((one) => one.arn === null)))
  )
    return { kind: 'nothing' };
  if (line.arn !== null) return { kind: 'differs', received: line.arn, arns: open };
  if (linesOfRegion.length > 1) {
    const isOpen = open.some(({ arn }) => arn === suggested);
    return { kind: 'choose', arns: open, suggested: isOpen ? suggested : null };
  }
  return written.length > 1 ? { kind: 'several', arns: written } : { kind: 'arn', arn: first };
}

/** Whether an ARN of the line is there, so that nothing is to be asked about it. */
export const isSettled = ({ arn }: ExpectedLine, found: FoundForLine): boolean =>
  found.kind === 'arn' || found.kind === 'again' || (arn !== null && found.kind === 'nothing');
