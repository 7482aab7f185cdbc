import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { callThrough } from './calling-service.ts';
import { isCausedByKms } from './caused-by-kms.ts';
import { cloudTrailErrors, recordsChange, type EventError } from './cloudtrail-events.ts';
import {
  deniedAction,
  deniedByOf,
  isDecryptCatchAll,
  keyStoreOf,
  policyArnIn,
  saysExplicitDeny,
  stateOf,
  weightOf,
} from './error-meaning.ts';
import type { ErrorUnit } from './error-units.ts';
import { ourPrincipal } from './error-principal.ts';
import { latestOf } from './error-time.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { partsOf, type EvidenceSubject } from './evidence-subject.ts';
import { calledActionOf } from './kms-actions.ts';
import { keyOfError, lookedUp } from './key-of-error.ts';
import { namesAnotherKey } from './other-keys-named.ts';
import type { Paste } from './pasted-text.ts';
import { squashed } from './plain-text.ts';

const MOST_OTHERS = 20;

/** What is wrong with one error, the most telling first: this is said if no error of the text is about this key. */
const REFUSALS = [
  'looked_up_elsewhere',
  'looked_up_in_our_account',
  'about_another_key',
  'foreign_principal',
  'error_of_another_service',
  'dry_run',
  'no_error_found',
] as const satisfies readonly EvidenceRefusal[];
type Refusal = (typeof REFUSALS)[number];

/**
 * Reads an error from production in a log line, a stack trace, a CloudTrail event or another service's message. Only
 * AWS's names, ARNs of our own principals and this key are kept. KMS often names no key, so an error without a key
 * counts for this one; an error about another key, of a stranger, or of another service for reasons of its own is
 * refused. Of several errors, the one that says most about this key is kept; of equals, the last.
 */
export function readProductionError(paste: Paste, subject: EvidenceSubject): Result<ProductionError, EvidenceRefusal> {
  const events = cloudTrailErrors(paste);
  if (recordsChange(paste)) return refuse('change_of_key');
  if (events !== null && events.errors.length === 0) return refuse('event_without_error');
  const another = namesAnotherKey(paste.plain(), subject);
  const units: readonly (ErrorUnit | EventError)[] = events?.errors ?? paste.errors();
  const read = units.map((unit) => readUnit(unit, subject));
  const results = read.map(({ result }) => result);
  const refused = namesRefused(read);
  const accepted = read.flatMap(({ unit, isWhole, result }) =>
    result.ok && (isWhole || !refused.has(unit.name)) ? [{ error: result.value, dated: unit.dated }] : [],
  );
  const most = Math.max(...accepted.map(({ error }) => weightOf(error)));
  const kept = latestOf(accepted.filter(({ error }) => weightOf(error) === most))?.error;
  // Without its ARN in the error itself, another key in the same text may be the one that it is about.
  if (kept === undefined || (kept.namesThisKey !== true && another)) return refuse(reasonOf(results, another));
  const asText = JSON.stringify(kept);
  const others = read.flatMap(({ unit: { name }, result }) =>
    name === null || (result.ok && JSON.stringify(result.value) === asText) ? [] : [name],
  );
  return ok({ ...kept, ...(others.length > 0 && { otherErrors: others.slice(0, MOST_OTHERS) }) });
}

/** One error and its reading. One that is not whole is a bare name, as in a headline. */
type Read = { unit: ErrorUnit | EventError; isWhole: boolean; result: Result<ProductionError, Refusal> };

/** The names of whole errors that were refused. A bare name stands for the whole error of that name in the same text. */
function namesRefused(read: readonly Read[]): ReadonlySet<string | null> {
  const refused = new Set<string>();
  for (const { unit, isWhole, result } of read)
    // KMS's sentence about a permission stands for the name, where none is printed with it.
    if (isWhole && !result.ok && result.reason !== 'no_error_found') refused.add(unit.name ?? 'AccessDeniedException');
  return refused;
}

function reasonOf(results: readonly Result<ProductionError, Refusal>[], another: boolean): Refusal {
  const reasons = results.flatMap((result) => (result.ok ? [] : [result.reason]));
  const said = REFUSALS.find((reason) => reasons.includes(reason));
  if (said === 'looked_up_elsewhere' || said === 'looked_up_in_our_account') return said;
  return another ? 'about_another_key' : (said ?? 'no_error_found');
}

function readUnit(unit: ErrorUnit | EventError, subject: EvidenceSubject): Read {
  const flat = squashed(unit.text);
  const denied = deniedAction(flat.toLowerCase());
  return { unit, isWhole: unit.operation !== null || denied !== null, result: judgeUnit(unit, flat, denied, subject) };
}

/** @param flat the error's text without white space */
function judgeUnit(
  unit: ErrorUnit | EventError,
  flat: string,
  denied: ReturnType<typeof deniedAction>,
  subject: EvidenceSubject,
): Result<ProductionError, Refusal> {
  const lower = flat.toLowerCase();
  const catchAll = isDecryptCatchAll(lower);
  const errorName = denied !== null || catchAll ? 'AccessDeniedException' : unit.name;
  if (errorName === 'DryRunOperationException') return refuse('dry_run');
  const named = keyOfError(unit, subject);
  const wrongPlace = whereElse(unit, errorName, lower, subject);
  if (wrongPlace !== null) return refuse(wrongPlace);
  if (named.another || isInAnotherRegion(unit, subject))
    return refuse(
      errorName === 'NotFoundException' && named.sameIdElsewhere ? 'looked_up_elsewhere' : 'about_another_key',
    );
  if (errorName === null) return refuse('no_error_found');
  if (denied === null ? !(catchAll || isCausedByKms(unit)) : denied.service !== 'kms')
    return refuse('error_of_another_service');
  const principal = ourPrincipal('principal' in unit ? unit : null, flat, subject);
  if (principal.foreign) return refuse('foreign_principal');
  const action = denied?.action ?? (catchAll ? 'Decrypt' : calledActionOf(unit.operation ?? ''));
  const isDenial = errorName === 'AccessDeniedException';
  const keyStore = keyStoreOf(lower);
  const policyArn = policyArnIn(lower);
  return ok({
    kind: 'production_error',
    errorName,
    action,
    principalArn: principal.arn,
    namesThisKey: named.thisKey,
    deniedBy: isDenial ? deniedByOf(lower) : null,
    ...(isDenial && saysExplicitDeny(lower) && { explicitDeny: true }),
    ...(isDenial && policyArn !== null && { policyArn }),
    state: stateOf(errorName, lower),
    ...(keyStore !== null && { keyStore }),
    ...through(unit),
    byOurAccount: principal.ours ? true : null,
  });
}

function through(unit: ErrorUnit): Pick<ProductionError, 'service' | 'operation'> {
  const found = callThrough(unit);
  return { service: found.service, ...(found.operation !== null && { operation: found.operation }) };
}

const isInAnotherRegion = (unit: ErrorUnit | EventError, { arn }: EvidenceSubject): boolean =>
  'region' in unit && unit.region !== null && unit.region !== partsOf(arn).region;

/** Where KMS looked instead, if it found no key under what our call named. */
function whereElse(
  unit: ErrorUnit,
  errorName: string | null,
  lower: string,
  subject: EvidenceSubject,
): 'looked_up_elsewhere' | 'looked_up_in_our_account' | 'about_another_key' | null {
  if (errorName !== 'NotFoundException' || !isCausedByKms(unit)) return null;
  const place = lookedUp(lower, subject);
  if (place === 'in_another_region') return 'looked_up_elsewhere';
  if (place === 'in_our_account') return 'looked_up_in_our_account';
  return place === 'another_key' ? 'about_another_key' : null;
}
