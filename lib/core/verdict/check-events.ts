import type { ActionResult, ActionResults } from '#lib/core/probe/action-results.ts';
import { sameVerdict, type Verdict } from '#lib/core/finding/verdict.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { isProof, type KeyFacts, type ProbeReport, type RotationStatus } from '#lib/core/probe/report.ts';
import type { Observed } from '#lib/core/result.ts';
import type { KeyEvent, RotationWords } from '#lib/core/verdict/key-event.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { compare, unsettled, type ChangingValue, type RecentChange } from '#lib/core/verdict/recent-changes.ts';
import { rotationKind } from '#lib/core/verdict/rotation-kind.ts';

const rotationWords = ({ enabled, periodInDays, nextRotationAt }: RotationStatus): RotationWords => ({
  enabled,
  periodInDays,
  nextRotationAt: nextRotationAt?.toISOString() ?? null,
});

/** A schedule older than the shortest rotation period of KMS can't explain a rotation. */
const SCHEDULE_VALID_MS = 90 * 24 * 3_600_000;

/** The schedule before a change, if it was seen recently enough. */
function recentSchedule({ rotation, check }: KeyRecord, now: Date): RotationStatus | null {
  const asked = check.actions.GetKeyRotationStatus;
  return asked?.result === 'allowed' && now.getTime() - asked.at.getTime() <= SCHEDULE_VALID_MS ? rotation : null;
}

/** The changes of one check: what the history tells, and which answers may be older than it. */
type Changes = {
  events: KeyEvent[];
  recent: RecentChange[];
  /** Answers as before a change of the last minutes. They are not believed yet (H26). */
  stale: ReadonlySet<ChangingValue>;
};

type Compared = {
  what: ChangingValue;
  before: string | null;
  value: string | null;
  event: (from: string | null) => KeyEvent | null;
};

function changesOf(values: readonly Compared[], known: readonly RecentChange[], now: Date): Changes {
  const events: KeyEvent[] = [];
  const recent = new Map(known.map((change) => [change.what, change]));
  const stale = new Set<ChangingValue>();
  for (const { what, before, value, event } of values) {
    const compared = compare(what, before, value, known, now);
    if (compared.says === 'stale') stale.add(what);
    if (compared.says === 'same' && unsettled(known, now).every((change) => change.what !== what)) recent.delete(what);
    if (compared.says !== 'changed') continue;
    const told = event(compared.from);
    if (told === null) continue;
    events.push(told);
    recent.set(what, { what, from: compared.from, to: value, at: now });
  }
  return { events, recent: [...recent.values()], stale };
}

const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

function factValues(record: KeyRecord, facts: KeyFacts, rotation: RotationStatus | null, now: Date): Compared[] {
  const before = record.facts;
  return [
    {
      what: 'key_state',
      before: before?.keyState ?? null,
      value: facts.keyState,
      event: (from) => ({ kind: 'key_state_changed', from, to: facts.keyState }),
    },
    {
      what: 'deletion_date',
      before: iso(before?.deletionAt),
      value: iso(facts.deletionAt),
      event: (from) => ({ kind: 'deletion_date_changed', from, to: iso(facts.deletionAt), keyState: facts.keyState }),
    },
    {
      what: 'material_expiry',
      before: iso(before?.materialExpiresAt),
      value: iso(facts.materialExpiresAt),
      event: (from) => ({
        kind: 'material_expiry_changed',
        from,
        to: iso(facts.materialExpiresAt),
        keyState: facts.keyState,
      }),
    },
    {
      what: 'key_material',
      before: before?.currentKeyMaterialId ?? null,
      // A key that names no material says nothing about a rotation.
      value: facts.currentKeyMaterialId ?? before?.currentKeyMaterialId ?? null,
      event: (from) => materialEvent(from, facts, record, rotation, now),
    },
  ];
}

function materialEvent(
  from: string | null,
  { currentKeyMaterialId: to, origin }: KeyFacts,
  record: KeyRecord,
  rotation: RotationStatus | null,
  now: Date,
): KeyEvent | null {
  if (to === null) return null;
  if (from === null) return { kind: 'key_material_first_seen', keyMaterialId: to };
  return {
    kind: 'key_material_changed',
    from,
    to,
    seenBetween: { after: iso(record.check.lastDescribedAt), before: now.toISOString() },
    how: rotationKind(recentSchedule(record, now), rotation, now),
    origin,
  };
}

/** Actions whose result changed. A permission that is allowed at its first test is no change. */
const permissionValues = (before: ActionResults, actions: ActionResults): Compared[] =>
  REQUIRED_ACTIONS.flatMap((action): Compared[] => {
    const [was, is] = [before[action], actions[action]];
    if (is === undefined || is.result === 'not_testable') return [];
    const { result } = is;
    return [
      {
        what: `permission:${action}`,
        before: was?.result ?? 'allowed',
        value: result,
        event: (from) => ({
          kind: 'permission_changed',
          action,
          from: was === undefined ? null : (from as ActionResult['result'] | null),
          to: result,
        }),
      },
    ];
  });

/** The part of a schedule that only a customer changes: the next date moves on with each rotation. */
const scheduleKey = ({ enabled, periodInDays }: RotationStatus): string => JSON.stringify({ enabled, periodInDays });

/** The schedule that the history told last, which may not be the one stored. */
function scheduleTold(key: string | null, before: RotationStatus | null): RotationWords | null {
  if (key === null) return null;
  if (before !== null && scheduleKey(before) === key) return rotationWords(before);
  const { enabled, periodInDays } = JSON.parse(key) as Pick<RotationStatus, 'enabled' | 'periodInDays'>;
  return { enabled, periodInDays, nextRotationAt: null };
}

/** The rotation schedule. KMS rotates only its own material on one, so "off" is no news for any other key. */
function scheduleValues(
  before: RotationStatus | null,
  facts: KeyFacts | null,
  rotation: Observed<RotationStatus>,
): Compared[] {
  const hasSchedule = facts?.origin === 'AWS_KMS' && facts.keySpec === 'SYMMETRIC_DEFAULT';
  if (!rotation.seen || !hasSchedule) return [];
  return [
    {
      what: 'rotation_schedule',
      before: before === null ? null : scheduleKey(before),
      value: scheduleKey(rotation.value),
      event: (from) => ({
        kind: 'rotation_schedule_changed',
        from: scheduleTold(from, before),
        to: rotationWords(rotation.value),
      }),
    },
  ];
}

/** Whether a real encrypt/decrypt test succeeded or KMS refused it. A test without an answer adds no event. */
const proofEvents = (report: ProbeReport, conclusive: boolean): KeyEvent[] =>
  report.kind === 'proof' && conclusive && report.cells.some((cell) => cell.real === true)
    ? [{ kind: 'proved', worked: isProof(report) }]
    : [];

/**
 * The events that a check adds to the key's history. There is one only for each change, and none for an answer that goes
 * back to what was true minutes before: KMS is eventually consistent.
 * @param facts the last known facts, the report's own if it has some
 * @param actions the last conclusive result of every action, this report included
 */
export function checkEvents(
  record: KeyRecord,
  report: ProbeReport,
  judged: { verdict: Verdict; facts: KeyFacts | null; actions: ActionResults; conclusive: boolean },
  now: Date,
): Changes {
  const { verdict, facts, actions, conclusive } = judged;
  const { rotation } = report;
  const values = [
    ...(facts === null || !report.facts.seen
      ? []
      : factValues(record, facts, rotation.seen ? rotation.value : null, now)),
    ...scheduleValues(record.rotation, facts, rotation),
    ...permissionValues(record.check.actions, actions),
  ];
  const changes = changesOf(values, record.check.recentChanges, now);
  return {
    ...changes,
    events: [
      ...proofEvents(report, conclusive),
      ...changes.events,
      ...(sameVerdict(record.verdict, verdict)
        ? []
        : [{ kind: 'verdict_changed', from: record.verdict, to: verdict } as const]),
    ],
  };
}
