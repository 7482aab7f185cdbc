import { findingRecord, type Finding } from '#lib/core/finding/all-findings.ts';
import { denialConfirmed } from '#lib/core/finding/confirmation.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { RegionView } from '#lib/core/verdict/control.ts';
import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { beganWithIncident } from '#lib/core/verdict/incident.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { leadingFinding, mentionedFindings } from '#lib/core/verdict/leading-finding.ts';

/** Nothing that the customer must be told. */
export const NOTHING_TO_TELL = '';

/** What the customer must be told of a key, in the parts that a digest is made of. */
export type ToTell = {
  /** When it began, as ISO text; empty where the key works. */
  began: string;
  /** The finding that asks the most urgent. */
  cause: string;
  /** The deadline, as ISO text; empty where there is none. */
  deadline: string;
  /**
   * Each finding that asks something, with the denied actions that it names, and those of them that an explicit Deny
   * refuses: `access_lost:Encrypt,Decrypt`, `access_lost:Encrypt,Decrypt:Decrypt`. A Deny is another step than an Allow.
   */
  steps: readonly string[];
};

/** Stands for the ask to keep a key that something depends on again after its release. */
export const NEEDED_AGAIN_STEP = 'needed_again';

const BETWEEN_PARTS = '|';
const BETWEEN_STEPS = ' ';

const digestOf = ({ began, cause, deadline, steps }: ToTell): string =>
  [began, cause, deadline, steps.join(BETWEEN_STEPS)].join(BETWEEN_PARTS);

/** The parts of a digest; null where it says that there is nothing to tell. */
export function toTell(digest: string): ToTell | null {
  if (digest === NOTHING_TO_TELL) return null;
  const [began = '', cause = '', deadline = '', steps = ''] = digest.split(BETWEEN_PARTS);
  return { began, cause, deadline, steps: steps.split(BETWEEN_STEPS).filter((step) => step !== '') };
}

/**
 * What one finding asks for. A denied action, and that a Deny refuses it, stays in it while one check gets no answer for
 * it, so that a check which saw nothing new changes nothing.
 */
function stepOf({ code, detail }: Finding, { check }: KeyRecord): string {
  if (!('actions' in detail)) return code;
  const judgedAt = check.lastConclusiveAt;
  const named = REQUIRED_ACTIONS.filter(
    (action) =>
      detail.actions.some((one) => one === action) ||
      (judgedAt !== null &&
        check.actions[action]?.result === 'denied' &&
        denialConfirmed(check.denials[action], judgedAt)),
  );
  const explicit = named.filter(
    (action) => detail.explicit.includes(action) || check.actions[action]?.explicitDeny === true,
  );
  return [code, named, explicit]
    .map(String)
    .filter((part) => part !== '')
    .join(':');
}

/** The digest with the ask to keep the key, which something depends on again after its release. */
export function withNeededAgain(digest: string): string {
  const told = toTell(digest);
  if (told === null) return digestOf({ began: '', cause: NEEDED_AGAIN_STEP, deadline: '', steps: [NEEDED_AGAIN_STEP] });
  return told.steps.includes(NEEDED_AGAIN_STEP)
    ? digest
    : digestOf({ ...told, steps: [...told.steps, NEEDED_AGAIN_STEP] });
}

/**
 * What the customer must be told about a key now, as a short text that changes when, and only when, its beginning, cause,
 * deadline or steps change. Empty where the reply asks them for nothing: the key is usable, a denial is not confirmed or
 * belongs to an incident, or the fault is ours.
 * @param incident the region's incident, if there is one (H25)
 */
export function tellDigest(
  record: KeyRecord,
  incident: Pick<RegionView, 'incidentSince' | 'ourSideCheckedAt'>,
  now: Date,
): string {
  if (record.role === 'released' || record.role === 'retired') return NOTHING_TO_TELL;
  const { verdict, notUsableSince, verdictSince, deadlineAt } = record;
  const found = {
    findings: currentFindings(record, verdict, null, incident, now),
    inRegionIncident: beganWithIncident(incident, record.check, now),
  };
  if (found.findings.length === 0) return NOTHING_TO_TELL;
  const leading = verdict.cause === null ? null : leadingFinding(found, verdict.cause);
  const told = [...(leading === null ? [] : [leading as Finding]), ...mentionedFindings(found, leading?.code ?? null)];
  const asks = told.filter(({ code }) => findingRecord(code).text.kind === 'ask');
  const [first] = asks;
  // A text about nothing else can be sent (H16).
  const silent = verdict.cause !== null && (leading === null || findingRecord(leading.code).text.kind === 'blocked');
  if (first === undefined || silent) return NOTHING_TO_TELL;
  // What is only ahead of a key that works has not begun.
  const began = findingRecord(first.code).traits.keyWorks === true ? null : (notUsableSince ?? verdictSince);
  return digestOf({
    began: began?.toISOString() ?? '',
    cause: first.code,
    deadline: deadlineAt?.toISOString() ?? '',
    steps: asks.map((finding) => stepOf(finding, record)).toSorted(),
  });
}
