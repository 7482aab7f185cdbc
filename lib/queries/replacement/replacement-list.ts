import type { ReplacementListItem, ReplacementListPage } from '#lib/core/pages/replacement-page.ts';
import { LINE_ALARM_WORD, lineNextWords } from '#lib/core/replacement/replacement-words.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { isByStranger, LINE_WAITS_FOR, standingOf, type LineStanding } from '#lib/core/replacement/standing.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { readReplacementLines, type StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import { openReplacements } from '#lib/db/replacement/list-reads.ts';
import { endedReplacements } from '#lib/db/replacement/page-reads.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { mayReadReplacements } from './replacement-page.ts';

/** Far more than a team has at once. */
const OPEN_SHOWN = 300;
const ENDED_SHOWN = 100;

type Placed = { stored: StoredReplacementLine; standing: LineStanding };

/** What needs somebody first: alarms, then by what it waits for, then by due date and age. */
const rankOf = ({ standing }: Placed): number =>
  (standing.alarms.length > 0 ? 0 : 100) + LINE_WAITS_FOR.indexOf(standing.waitsFor);
const timeOf = ({ standing }: Placed): number => (standing.dueAt ?? standing.since).getTime();
const first = (a: Placed, b: Placed): number => rankOf(a) - rankOf(b) || timeOf(a) - timeOf(b);

/** The line of a request that needs somebody first. */
const leadingOf = (lines: readonly Placed[]): Placed | undefined => lines.toSorted(first)[0];
const byUrgency = (a: Placed | undefined, b: Placed | undefined): number =>
  a === undefined || b === undefined ? 0 : first(a, b);

function itemOf(lines: readonly Placed[]): ReplacementListItem | null {
  const leading = leadingOf(lines);
  if (leading === undefined) return null;
  const { standing } = leading;
  const { replacement, customer, owner } = leading.stored;
  const [alarm] = standing.alarms;
  // Where nothing more happens, since the last workspace ended.
  const since =
    standing.waitsFor === 'nobody' ? Math.max(...lines.map((line) => line.standing.since.getTime())) : standing.since;
  return {
    id: replacement.id,
    customerName: customer.name,
    waitsFor: standing.waitsFor,
    lines: lines.map(({ stored: { line, workspace } }) => ({
      workspace: workspace.name,
      region: line.region,
      state: line.state,
    })),
    next: lineNextWords(standing),
    step: standing.untold ? 'tell' : standing.next,
    alarm: alarm === undefined ? null : LINE_ALARM_WORD[alarm],
    since: new Date(since).toISOString(),
    dueAt: standing.dueAt?.toISOString() ?? null,
    ownerName: ownerWords(owner),
    ticket: replacement.ticket,
    unverified: lines.some(({ stored: { facts } }) => isOpen(facts.state) && isByStranger(facts))
      ? { name: replacement.askedByName, askedFor: replacement.plannedFor?.toISOString() ?? null }
      : null,
    oldKeys: lines.map(({ stored: { line } }) => ({ id: line.oldKeyId, region: line.region })),
  };
}

/** Requests by what they wait for, those with an alarm first, or the ones that ended, the newest first. */
export async function readReplacementList(
  { db, clock }: ReadDeps,
  staff: { role: StaffRole },
  ended: boolean,
): Promise<ReplacementListPage> {
  mayReadReplacements(staff);
  const now = clock();
  const limit = ended ? ENDED_SHOWN : OPEN_SHOWN;
  const found = ended
    ? (await endedReplacements(db, limit + 1)).map(({ id }) => id)
    : await openReplacements(db, limit + 1);
  const ids = found.slice(0, limit);
  // With the lines that have ended: "switched 2 of 3" is said of the whole request.
  const lines = await readReplacementLines(db, { replacementIds: ids }, now);
  const placed = lines.map((stored) => ({ stored, standing: standingOf(stored.facts, now) }));
  const groups = Map.groupBy(placed, ({ stored }) => stored.replacement.id);
  const inOrder = ended
    ? ids.flatMap((id) => [groups.get(id) ?? []])
    : [...groups.values()].toSorted((a, b) => byUrgency(leadingOf(a), leadingOf(b)));
  return {
    now: now.toISOString(),
    items: inOrder.flatMap((group) => itemOf(group) ?? []),
    more: found.length > limit,
    ended,
  };
}
