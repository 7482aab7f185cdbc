import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, type Result } from '#lib/core/result.ts';
import { policyWords, unplacedPolicyWords } from '#lib/core/setup/returned-policy-words.ts';
import { readReturned } from '#lib/core/setup/returned-reading.ts';
import { foundWords, missingWords, refusedWords } from '#lib/core/setup/returned-words.ts';
import type {
  Expected,
  ExpectedLine,
  FoundForLine,
  NothingReturned,
  ReturnedLine,
  SuggestedContact,
} from '#lib/core/setup/returned.ts';

/** What an answer brought for one workspace: words, and the keys that may be taken in. */
export type AnswerLine = {
  lineId: string;
  workspace: string;
  region: string;
  words: readonly string[];
  /** One where there is nothing to choose. */
  arns: readonly string[];
  suggested: string | null;
  /** Whether the pasted policy has the grant statement; null where none was read. */
  grantStatement: boolean | null;
};

/** What was read of a customer's answer, in words for staff. Nothing of the answer itself is kept. */
export type AnswerReading = {
  lines: readonly AnswerLine[];
  /** What fits no workspace, and why. */
  notes: readonly string[];
  /** Sentences that may be sent to the customer. */
  toSend: readonly string[];
  /** People whom it names and who are no contacts yet. Nobody has verified them. */
  contacts: readonly SuggestedContact[];
  missing: readonly string[];
};

function arnsOf(found: FoundForLine): string[] {
  switch (found.kind) {
    case 'nothing':
      return [];
    case 'arn':
    case 'again':
      return [found.arn.arn];
    default:
      return found.arns.map(({ arn }) => arn);
  }
}

const lineOf = (line: ReturnedLine, expected: Expected): AnswerLine => ({
  lineId: line.lineId,
  workspace: line.workspaceName,
  region: line.region,
  words: [foundWords(line)?.staff, policyWords(line, expected)?.staff].filter((words) => words !== undefined),
  arns: arnsOf(line.found),
  suggested: line.found.kind === 'choose' ? line.found.suggested : null,
  grantStatement: line.policy.kind === 'read' ? line.policy.grants === 'present' : null,
});

/**
 * Reads a customer's answer for the lines of a setup.
 * @param options `quotedIsTheirs`: the person says that the quoted part is the customer's own message
 */
export function readAnswer(
  text: string,
  lines: readonly ExpectedLine[],
  options: { regions: readonly HostingRegion[]; contactsKnown: readonly string[]; quotedIsTheirs: boolean; at: Date },
): Result<AnswerReading, NothingReturned> {
  const expected: Expected = { lines, ...options };
  const read = readReturned(text, expected);
  if (!read.ok) return read;
  const { value } = read;
  const said = [
    ...value.refused.map(refusedWords),
    ...value.unplacedPolicies.map(unplacedPolicyWords),
    ...value.lines.flatMap((line) => [foundWords(line), policyWords(line, expected)].filter((words) => words !== null)),
  ];
  return ok({
    lines: value.lines.map((line) => lineOf(line, expected)),
    notes: [
      ...value.refused.map((one) => refusedWords(one).staff),
      ...value.unplacedPolicies.map((one) => unplacedPolicyWords(one).staff),
      ...value.otherRegionsNamed.map((region) => `The text names ${region}, which is not part of this setup.`),
    ],
    toSend: said.flatMap(({ customer }) => customer ?? []),
    contacts: value.contacts,
    missing: value.missing.map(missingWords),
  });
}
