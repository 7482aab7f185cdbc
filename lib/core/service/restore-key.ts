import type { AssignmentOrigin, AssignmentRole } from '#lib/core/key/role.ts';
import type { Dependents } from './dependents.ts';

/** Which key protected a workspace, in which role, from when to when: the end is excluded. */
export type RolePeriod = {
  workspaceId: string;
  keyId: string;
  role: AssignmentRole;
  from: Date;
  to: Date | null;
  origin: AssignmentOrigin;
};

/** A switch to another key that was ordered, until our product said that it uses the new one. */
export type OrderedSwitch = { workspaceId: string; oldKeyId: string; newKeyId: string; at: Date; until: Date | null };

/** A workspace that moves to another region: from `at` on, backups are made in its successor alone; null while it moves. */
export type PastMove = { fromWorkspaceId: string; toWorkspaceId: string; at: Date | null };

/** What our product last reported of a key. */
export type RestoreReport = Pick<Dependents, 'counts' | 'oldestAt' | 'lastBackup'> & {
  keyId: string;
  asOf: Date;
  /** Whether the key has protected one workspace only: else its report is not about that workspace alone. */
  ofOneWorkspace: boolean;
  /** Since when every reported kind was zero, report after report; null while one is not. */
  zeroSince: Date | null;
};

/** What is known of the keys of a customer's workspaces. */
export type RestoreHistory = {
  periods: readonly RolePeriod[];
  switches: readonly OrderedSwitch[];
  moves: readonly PastMove[];
  reports: readonly RestoreReport[];
  arnOf: ReadonlyMap<string, string>;
};

/** Whether a key's report counts restore points that may be from a time: `has`, `has_none`, or nothing that tells. */
export type RestorePoints = 'has' | 'has_none' | 'unknown';
export type RestoreCandidate = { keyId: string; restorePoints: RestorePoints };

/**
 * Which key a restore needs. `reported` rests on a report of our product, `guess` on the history of roles; `none_left` is a
 * guess too: the key of that time has no restore points left, so the first key is likely, the active one. `several`: any of
 * the keys. `none`: no key protected the workspace then, as far as Keydesk knows.
 */
export type RestoreKey = { workspaceId: string } & (
  | { kind: 'reported'; why: 'last_backup'; backupAt: Date; asOf: Date; keys: readonly [RestoreCandidate] }
  | { kind: 'reported'; why: 'only_one'; asOf: Date; keys: readonly [RestoreCandidate] }
  | { kind: 'guess'; why: 'by_roles'; from: Date; to: Date | null; keys: readonly [RestoreCandidate] }
  | {
      kind: 'guess';
      why: 'none_left';
      from: Date;
      to: Date | null;
      zeroSince: Date | null;
      asOf: Date;
      keys: readonly [RestoreCandidate, RestoreCandidate];
    }
  | { kind: 'several'; why: 'switch'; from: Date; until: Date | null; keys: readonly RestoreCandidate[] }
  | { kind: 'several'; why: 'report_differs'; keys: readonly RestoreCandidate[] }
  | { kind: 'none'; why: 'before_first'; first: Date; keys: readonly RestoreCandidate[] }
  | { kind: 'none'; why: 'never_active'; keys: readonly RestoreCandidate[] }
  | { kind: 'none'; why: 'gap'; from: Date; until: Date; keys: readonly [] }
  | { kind: 'none'; why: 'after_last'; from: Date; keys: readonly [] }
  | { kind: 'none'; why: 'moved'; toWorkspaceId: string; from: Date; keys: readonly [] }
  | { kind: 'none'; why: 'no_key' | 'in_future'; keys: readonly [] }
);

const covers = ({ from, to }: { from: Date; to: Date | null }, at: Date): boolean =>
  from <= at && (to === null || at < to);

/** A report from before that time says nothing about it, and one without the age of its oldest thing cannot tell. */
function restorePointsOf(report: RestoreReport | undefined, at: Date): RestorePoints {
  if (report === undefined || report.asOf < at) return 'unknown';
  const count = report.counts.restore_points;
  if (count === 0 || (report.oldestAt !== null && report.oldestAt > at)) return 'has_none';
  return count === undefined || report.oldestAt === null ? 'unknown' : 'has';
}

/** The backup that a restore from `at` would use, where a report names it: the last one before, with nothing newer until then. */
function namedBackup(history: RestoreHistory, keyIds: readonly string[], at: Date) {
  for (const { keyId, asOf, lastBackup, ofOneWorkspace } of history.reports) {
    if (!keyIds.includes(keyId) || !ofOneWorkspace || lastBackup?.result !== 'succeeded') continue;
    if (lastBackup.at > at || at > asOf) continue;
    const used = keyIds.find((id) => history.arnOf.get(id) === lastBackup.arn);
    if (used !== undefined) return { keyId: used, backupAt: lastBackup.at, asOf };
  }
  return null;
}

/**
 * Which key a restore of a backup made at a time needs. At the instant of a switch new backups may use either key, until
 * our product acknowledged it. A workspace that moved has its older backups where it came from.
 * @param at when the backup was made
 */
export function restoreKey(history: RestoreHistory, workspaceId: string, at: Date, now: Date): RestoreKey {
  return at > now
    ? { workspaceId, kind: 'none', why: 'in_future', keys: [] }
    : keyAt(history, workspaceId, at, new Set([workspaceId]));
}

function keyAt(history: RestoreHistory, workspaceId: string, at: Date, visited: Set<string>): RestoreKey {
  const periods = history.periods
    .filter((period) => period.workspaceId === workspaceId)
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
  const active = periods.filter(({ role, from, to }) => role === 'active' && from.getTime() !== to?.getTime());
  const keyIds = [...new Set(periods.map(({ keyId }) => keyId))];
  const candidate = (keyId: string): RestoreCandidate => ({
    keyId,
    restorePoints: restorePointsOf(
      history.reports.find((report) => report.keyId === keyId),
      at,
    ),
  });

  const came = history.moves.find(({ toWorkspaceId }) => toWorkspaceId === workspaceId);
  const [first] = active;
  if (came !== undefined && !visited.has(came.fromWorkspaceId) && (first === undefined || at < first.from))
    return keyAt(history, came.fromWorkspaceId, at, visited.add(came.fromWorkspaceId));

  const named = namedBackup(history, keyIds, at);
  if (named !== null) {
    const { keyId, backupAt, asOf } = named;
    return { workspaceId, kind: 'reported', why: 'last_backup', backupAt, asOf, keys: [candidate(keyId)] };
  }
  const only = onlyOneWith(history, keyIds.map(candidate));
  if (only !== null) return { workspaceId, kind: 'reported', why: 'only_one', ...only };

  const ordered = history.switches.find(
    (one) => one.workspaceId === workspaceId && covers({ from: one.at, to: one.until }, at),
  );
  if (ordered !== undefined) {
    const keys = [ordered.oldKeyId, ordered.newKeyId].map(candidate);
    return { workspaceId, kind: 'several', why: 'switch', from: ordered.at, until: ordered.until, keys };
  }
  const then = active.find((period) => covers(period, at));
  if (then === undefined) return { workspaceId, ...withoutKey(history, workspaceId, periods, active, at, candidate) };
  const guessed = candidate(then.keyId);
  const others = keyIds.filter((id) => id !== then.keyId).map(candidate);
  const differing = others.filter(({ restorePoints }) => restorePoints === 'has');
  if (guessed.restorePoints === 'has_none' && differing.length > 0)
    return { workspaceId, kind: 'several', why: 'report_differs', keys: [guessed, ...differing] };
  const { from, to } = then;
  const gone = history.reports.find(({ keyId, counts }) => keyId === then.keyId && counts.restore_points === 0);
  const current = active.findLast((period) => period.to === null && period.keyId !== then.keyId);
  if (gone !== undefined && gone.asOf >= at && current !== undefined) {
    const { zeroSince, asOf } = gone;
    const likely = candidate(current.keyId);
    if (likely.restorePoints !== 'has_none')
      return { workspaceId, kind: 'guess', why: 'none_left', from, to, zeroSince, asOf, keys: [likely, guessed] };
  }
  return { workspaceId, kind: 'guess', why: 'by_roles', from, to, keys: [guessed] };
}

/** The only key whose restore points may be from then, where reports rule out every other one. */
function onlyOneWith(history: RestoreHistory, candidates: readonly RestoreCandidate[]) {
  const possible = candidates.filter(({ restorePoints }) => restorePoints !== 'has_none');
  const [one] = possible;
  if (one === undefined || possible.length > 1 || one.restorePoints !== 'has') return null;
  const report = history.reports.find(({ keyId }) => keyId === one.keyId);
  return report?.ofOneWorkspace === true ? { keys: [one] as const, asOf: report.asOf } : null;
}

/** Why there is no active key at a time. */
function withoutKey(
  history: RestoreHistory,
  workspaceId: string,
  periods: readonly RolePeriod[],
  active: readonly RolePeriod[],
  at: Date,
  candidate: (keyId: string) => RestoreCandidate,
) {
  const next = active.find(({ from }) => from > at);
  const before = active.findLast(({ to }) => to !== null && to <= at);
  const left = history.moves.find((move) => move.fromWorkspaceId === workspaceId && move.at !== null && move.at <= at);
  if (left?.at !== undefined && left.at !== null && next === undefined)
    return { kind: 'none', why: 'moved', toWorkspaceId: left.toWorkspaceId, from: left.at, keys: [] } as const;
  if (before?.to !== undefined && before.to !== null)
    return next === undefined
      ? ({ kind: 'none', why: 'after_last', from: before.to, keys: [] } as const)
      : ({ kind: 'none', why: 'gap', from: before.to, until: next.from, keys: [] } as const);
  const [first] = periods;
  if (first === undefined) return { kind: 'none', why: 'no_key', keys: [] } as const;
  const possible = (some: readonly RolePeriod[]): RestoreCandidate[] =>
    [...new Set(some.map(({ keyId }) => keyId))]
      .map(candidate)
      .filter(({ restorePoints }) => restorePoints !== 'has_none');
  if (next === undefined) return { kind: 'none', why: 'never_active', keys: possible(periods) } as const;
  // A key that came from a file was in use before Keydesk knew it, since when nobody wrote down.
  const known = periods.filter(({ origin }) => origin === 'import' || origin === 'legacy');
  return { kind: 'none', why: 'before_first', first: next.from, keys: possible(known) } as const;
}
