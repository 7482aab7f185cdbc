import { needsArn } from './returned-policies.ts';
import { isSettled } from './returned-lines.ts';
import type { Expected, Missing, ReturnedLine, SuggestedContact } from './returned.ts';

/** Whom we can reach about a key when one of them has left. */
const CONTACTS_NEEDED = 2;

/** What is still to be asked for after an answer, in the order of the setup's lines. */
export function missingOf(
  lines: readonly ReturnedLine[],
  contacts: readonly SuggestedContact[],
  { contactsKnown = [] }: Expected,
): Missing[] {
  const known = new Set([...contactsKnown.map((email) => email.toLowerCase()), ...contacts.map(({ email }) => email)]);
  const short = CONTACTS_NEEDED - known.size;
  return [...lines.flatMap(missingOfLine), ...(short > 0 ? [{ kind: 'contacts', count: short } as const] : [])];
}

function missingOfLine(line: ReturnedLine): Missing[] {
  const { lineId, region, workspaceName, found, policy } = line;
  const of = <K extends Exclude<Missing['kind'], 'contacts'>>(kind: K) => ({ kind, lineId, region, workspaceName });
  return [
    ...(isSettled(line, found) ? [] : [of(found.kind === 'nothing' ? 'arn' : 'which_arn')]),
    ...(line.regionConfirmed === true || line.namesRegion ? [] : [of('region')]),
    ...policyMissing(policy, line.policyRead === true).map(of),
  ];
}

function policyMissing(policy: ReturnedLine['policy'], readBefore: boolean): ('policy' | 'policy_change')[] {
  switch (policy.kind) {
    case 'read':
      if (policy.reading.awsManagedKey === true || needsArn(policy)) return ['policy'];
      return policy.uses === 'complete' && policy.grants === 'present' ? [] : ['policy_change'];
    case 'not_pasted':
      return readBefore ? [] : ['policy'];
    case 'refused':
    case 'several':
      return ['policy'];
  }
}
