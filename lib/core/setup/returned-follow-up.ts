import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { policyWords, unplacedPolicyWords } from './returned-policy-words.ts';
import { foundWords, refusedWords } from './returned-words.ts';
import type { Expected, Returned, ReturnedLine } from './returned.ts';

/** What an answer leaves open for a line. */
type AnsweredLine = {
  /** The ARN that the answer brought, or the one from before; null while none is clear. */
  arn: KeyArn | null;
  /** Whether the ARN is asked for; where several came, a sentence asks which. */
  asksForArn: boolean;
  asksForRegion: boolean;
  asksForPolicy: boolean;
  /** Whether the answer holds a policy that was read, so that what was stored of one before is out of date. */
  policyRead: boolean;
};

/** What a follow-up says about an answer. */
export type AnsweredSetup = {
  /** What is wrong with the answer, one sentence or a few for each thing. */
  sentences: readonly string[];
  /** The identifiers that these may name, as the customer sent them. */
  named: readonly string[];
  lines: ReadonlyMap<string, AnsweredLine>;
  contactsMissing: number;
};

/** What to write to the customer about an answer. What it lacks is told apart from what is wrong with it. */
export function answeredSetup(returned: Returned, expected: Expected): AnsweredSetup {
  const { lines, refused, unplacedPolicies, missing } = returned;
  const contacts = missing.find((one) => one.kind === 'contacts');
  const sentences = [
    ...refused.map((one) => refusedWords(one).customer),
    ...unplacedPolicies.map((one) => unplacedPolicyWords(one).customer),
    ...lines.flatMap((line) => [foundWords(line)?.customer ?? null, wrongPolicy(line, expected)]),
  ].filter((one) => one !== null);
  return {
    sentences: [...new Set(sentences)],
    named: [
      ...refused.map(({ as }) => as),
      ...lines.flatMap(({ found }) => ('arns' in found ? found.arns.map(({ arn }) => arn) : [])),
      ...lines.flatMap(({ policy }) =>
        policy.kind === 'read' ? policy.otherRegions.map(({ vendorAccountId }) => vendorAccountId) : [],
      ),
    ],
    lines: new Map(lines.map((line) => [line.lineId, answeredLine(line, returned, expected)])),
    contactsMissing: contacts?.count ?? 0,
  };
}

/** What is wrong with a policy that was sent. That none was sent, or another one is needed, is in the list of what is missing. */
function wrongPolicy(line: ReturnedLine, expected: Expected): string | null {
  if (line.policy.kind === 'not_pasted') return null;
  if (line.policy.kind === 'refused') return `We could not read the policy of the key in ${line.region} that you sent.`;
  return policyWords(line, expected).customer;
}

function answeredLine(line: ReturnedLine, { missing }: Returned, expected: Expected): AnsweredLine {
  const { lineId, found, policy } = line;
  const kinds = new Set(missing.flatMap((one) => ('lineId' in one && one.lineId === lineId ? [one.kind] : [])));
  const isSaid = wrongPolicy(line, expected) !== null;
  return {
    arn: found.kind === 'arn' || found.kind === 'again' ? found.arn.arn : line.arn,
    asksForArn: kinds.has('arn'),
    asksForRegion: kinds.has('region') && line.arn === null,
    asksForPolicy: kinds.has('policy') || (kinds.has('policy_change') && !isSaid),
    policyRead: policy.kind === 'read',
  };
}
