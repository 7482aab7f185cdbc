import { policyGap, type PolicyGap } from '#lib/core/setup/policy-gap.ts';
import { ok, type Result } from '#lib/core/result.ts';
import { needsArn } from '#lib/core/setup/returned-policies.ts';
import { policyWords, unplacedPolicyWords } from '#lib/core/setup/returned-policy-words.ts';
import { answeredSetup } from '#lib/core/setup/returned-follow-up.ts';
import { readReturned } from '#lib/core/setup/returned-reading.ts';
import { aliasWords, clearedWords, foundWords, missingWords, refusedWords } from '#lib/core/setup/returned-words.ts';
import type {
  Expected,
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
  /** What the pasted policy says of this key; null where none was read for it. */
  policy: (PolicyGap & { grantStatement: boolean }) | null;
};

/** What was read of a customer's answer, in words for staff. Nothing of the answer itself is kept. */
export type AnswerReading = {
  lines: readonly AnswerLine[];
  /** What fits no workspace, and why. */
  notes: readonly string[];
  /** What was recognized and asks for nothing. */
  known: readonly string[];
  /** Whether there is something to ask the customer for. */
  asks: boolean;
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

/** What a policy says of the one key that it can be about. */
function policyOf({ policy, found, arn }: ReturnedLine): AnswerLine['policy'] {
  const arns = arnsOf(found);
  const [key] = arns.length === 0 ? [arn] : arns;
  if (policy.kind !== 'read' || needsArn(policy)) return null;
  // With several keys to choose from, a policy of one of them must not be stored for another.
  if (arns.length > 1 || (policy.forArn !== null && policy.forArn !== key)) return null;
  return {
    ...policyGap(policy.missingActions, policy.otherRegions[0]?.region ?? null),
    grantStatement: policy.grants === 'present',
  };
}

const lineOf = (line: ReturnedLine, expected: Expected): AnswerLine => ({
  lineId: line.lineId,
  workspace: line.workspaceName,
  region: line.region,
  words: [foundWords(line)?.staff, policyWords(line, expected)?.staff].filter((words) => words !== undefined),
  arns: arnsOf(line.found),
  suggested: line.found.kind === 'choose' ? line.found.suggested : null,
  policy: policyOf(line),
});

/** Reads a customer's answer for the lines of a setup. */
export function readAnswer(text: string, expected: Expected): Result<AnswerReading, NothingReturned> {
  const read = readReturned(text, expected);
  if (!read.ok) return read;
  const { value } = read;
  return ok({
    lines: value.lines.map((line) => lineOf(line, expected)),
    notes: [
      ...value.refused.map((one) => refusedWords(one).staff),
      ...value.unplacedPolicies.map((one) => unplacedPolicyWords(one).staff),
      ...value.otherRegionsNamed.map((region) => `The text names ${region}, which is not part of this setup.`),
    ],
    known: [...value.cleared.map(clearedWords), ...value.aliases.map(aliasWords)],
    asks: value.missing.length > 0 || answeredSetup(value, expected).sentences.length > 0,
    contacts: value.contacts,
    missing: value.missing.map(missingWords),
  });
}
