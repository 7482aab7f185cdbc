import { sameVerdict, type Verdict } from '#lib/core/finding/verdict.ts';
import type { ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { isProof, type KeyFacts, type ProbeReport, type RotationStatus } from '#lib/core/probe/report.ts';
import type { Observed } from '#lib/core/result.ts';
import type { KeyEvent, RotationWords } from '#lib/core/verdict/key-event.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { rotationKind } from '#lib/core/verdict/rotation-kind.ts';

const rotationWords = ({ enabled, periodInDays, nextRotationAt }: RotationStatus): RotationWords => ({
  enabled,
  periodInDays,
  nextRotationAt: nextRotationAt?.toISOString() ?? null,
});

/** When only the next date moved on, the rotation caused it and the schedule did not change. */
const sameSchedule = (a: RotationStatus, b: RotationStatus): boolean =>
  a.enabled === b.enabled && a.periodInDays === b.periodInDays;

/** A schedule older than the shortest rotation period of KMS can't explain a rotation. */
const SCHEDULE_VALID_MS = 90 * 24 * 3_600_000;

/** The schedule before a change, if it was seen recently enough. */
function recentSchedule({ rotation, check }: KeyRecord, now: Date): RotationStatus | null {
  const asked = check.actions.GetKeyRotationStatus;
  return asked?.result === 'allowed' && now.getTime() - asked.at.getTime() <= SCHEDULE_VALID_MS ? rotation : null;
}

function factEvents(record: KeyRecord, facts: KeyFacts, rotation: RotationStatus | null, now: Date): KeyEvent[] {
  const events: KeyEvent[] = [];
  const before = record.facts;
  if (before?.keyState !== facts.keyState)
    events.push({ kind: 'key_state_changed', from: before?.keyState ?? null, to: facts.keyState });
  const [was, is] = [before?.deletionAt?.toISOString() ?? null, facts.deletionAt?.toISOString() ?? null];
  if (was !== is) events.push({ kind: 'deletion_date_changed', from: was, to: is });
  const [expired, expires] = [
    before?.materialExpiresAt?.toISOString() ?? null,
    facts.materialExpiresAt?.toISOString() ?? null,
  ];
  if (expired !== expires) events.push({ kind: 'material_expiry_changed', from: expired, to: expires });
  const material = facts.currentKeyMaterialId;
  if (material !== null && !before?.currentKeyMaterialId)
    events.push({ kind: 'key_material_first_seen', keyMaterialId: material });
  else if (material !== null && before?.currentKeyMaterialId && before.currentKeyMaterialId !== material)
    events.push({
      kind: 'key_material_changed',
      from: before.currentKeyMaterialId,
      to: material,
      seenBetween: { after: record.check.lastDescribedAt?.toISOString() ?? null, before: now.toISOString() },
      how: rotationKind(recentSchedule(record, now), rotation, now),
      origin: facts.origin,
    });
  return events;
}

/** Actions whose result changed. A permission that is allowed at its first test is no change. */
const permissionEvents = (before: ActionResults, actions: ActionResults): KeyEvent[] =>
  REQUIRED_ACTIONS.flatMap((action): KeyEvent[] => {
    const [was, is] = [before[action], actions[action]];
    if (is === undefined || is.result === 'not_testable' || is.result === (was?.result ?? 'allowed')) return [];
    return [{ kind: 'permission_changed', action, from: was?.result ?? null, to: is.result }];
  });

function scheduleEvents(
  before: RotationStatus | null,
  facts: KeyFacts | null,
  rotation: Observed<RotationStatus>,
): KeyEvent[] {
  // KMS rotates only its own material on a schedule, so "off" is no news for any other key.
  const hasSchedule = facts?.origin === 'AWS_KMS' && facts.keySpec === 'SYMMETRIC_DEFAULT';
  if (!rotation.seen || !hasSchedule || (before !== null && sameSchedule(before, rotation.value))) return [];
  return [
    {
      kind: 'rotation_schedule_changed',
      from: before === null ? null : rotationWords(before),
      to: rotationWords(rotation.value),
    },
  ];
}

/** Whether a real encrypt/decrypt test succeeded or KMS refused it. A test without an answer adds no event. */
const proofEvents = (report: ProbeReport, conclusive: boolean): KeyEvent[] =>
  report.kind === 'proof' && conclusive && report.cells.some((cell) => cell.real === true)
    ? [{ kind: 'proved', worked: isProof(report) }]
    : [];

/**
 * The events that a check adds to the key's history. There is one only for each change.
 * @param facts the last known facts, the report's own if it has some
 * @param actions the last conclusive result of every action, this report included
 */
export function checkEvents(
  record: KeyRecord,
  report: ProbeReport,
  judged: { verdict: Verdict; facts: KeyFacts | null; actions: ActionResults; conclusive: boolean },
  now: Date,
): KeyEvent[] {
  const { verdict, facts, actions, conclusive } = judged;
  const { rotation } = report;
  return [
    ...proofEvents(report, conclusive),
    ...(facts === null ? [] : factEvents(record, facts, rotation.seen ? rotation.value : null, now)),
    ...scheduleEvents(record.rotation, facts, rotation),
    ...permissionEvents(record.check.actions, actions),
    ...(sameVerdict(record.verdict, verdict)
      ? []
      : [{ kind: 'verdict_changed', from: record.verdict, to: verdict } as const]),
  ];
}
