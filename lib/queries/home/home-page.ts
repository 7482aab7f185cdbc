import { asksWhetherSent, copiedByOtherWords } from '#lib/core/customer-text/unsent.ts';
import { policyOf } from '#lib/core/probe/schedule.ts';
import { placeKeys, REGION_CAUSES, type HomeKey, type KeyRow, type PlacedKeys } from '#lib/core/pages/home-groups.ts';
import { sinceOf, type HomeAsked, type HomeGroupName } from '#lib/core/pages/home-asked.ts';
import { groupEmpty, groupHint, groupTitle } from '#lib/core/pages/home-group-words.ts';
import { mostUrgentFirst, type Urgency } from '#lib/core/pages/home-order.ts';
import { ROWS_A_GROUP, type HomeGroup, type HomePage, type HomeRow } from '#lib/core/pages/home-page.ts';
import { changedRow, deadlineRow, needsUsRow, waitingRow, type RowFacts } from '#lib/core/pages/home-row-words.ts';
import { COUNTED_TO } from '#lib/core/pages/list-count.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { ownerNow } from '#lib/core/shift/owner.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import { unsentTextsOf } from '#lib/db/customer-text/key-texts.ts';
import { changedKeys } from '#lib/db/home/home-keys.ts';
import { keyDetails, type KeyDetails } from '#lib/db/home/row-details.ts';
import { lastHandoverOf } from '#lib/db/shift/handovers.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { readWaitingHandovers } from '#lib/queries/shift/handover-page.ts';
import { changedKey, readHomeDesk, type HomeDesk } from './home-desk.ts';

/** More than that is asked about when some are answered. */
const TEXTS_ASKED_ABOUT = 5;
/** Tickets and texts are looked up for so many keys of a row. */
const KEYS_LOOKED_UP = 20;

type Details = ReadonlyMap<string, KeyDetails>;
const lookedUp = ({ keys }: KeyRow): string[] => keys.slice(0, KEYS_LOOKED_UP).map(({ id }) => id);

function factsOf(
  row: KeyRow,
  details: Details,
  { now, replacementsOf }: Pick<HomeDesk, 'now' | 'replacementsOf'>,
): RowFacts {
  const found = lookedUp(row).flatMap((id) => details.get(id) ?? []);
  const tickets = found.flatMap(({ ticket }) => ticket ?? []);
  const references = [...new Set(tickets.map(({ reference }) => reference))];
  const [first] = tickets;
  const [copy] = found
    .flatMap(({ copiedByOther }) => copiedByOther ?? [])
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return {
    owner: first === undefined ? null : ownerWords(ownerNow(first.owner, now)),
    ticket: references.length === 0 ? null : references.join(', '),
    // Of several keys some may have another text, and the button leads to no reply.
    copied: row.keys.length === 1 && found.some(({ copied }) => copied),
    copiedByOther: copy === undefined ? null : copiedByOtherWords(copy, row.keys.length, now),
    replacementIds: [...new Set(row.keys.flatMap(({ id }) => replacementsOf.get(id) ?? []))],
  };
}

/** The status of a row's most urgent key, with its age. */
function statusOf(
  { verdict, role }: HomeKey,
  checked: KeyDetails | undefined,
  policy: ReadDeps['policy'],
  now: Date,
): HomeRow['status'] {
  const { intervalMinutes } = policyOf(role, policy);
  const { freshness } = shownVerdict(verdict, checked?.lastConclusiveAt ?? null, intervalMinutes, now);
  return { is: verdict.status, freshness, candidate: role === 'candidate' };
}

/** How many rows of each group are shown. */
const shownOf = (only: HomeGroupName | null, group: HomeGroupName): number =>
  only === null ? ROWS_A_GROUP : only === group ? COUNTED_TO : 0;

/** A row of *Needs us* before it is shown: one that is ready, or keys that are looked up only where it is shown. */
type NeedsUsEntry = Urgency & ({ made: HomeRow } | { keys: PlacedKeys['needsUs'][number] });

const dateOf = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));
const madeEntry =
  (ours: boolean) =>
  (made: HomeRow): NeedsUsEntry => ({
    made,
    ours,
    promisedFor: null,
    deadlineAt: dateOf(made.deadlineAt),
    notUsableSince: null,
  });

/** Everything that needs us, the most urgent first. */
const needsUsEntries = ({ faults, alarms, work, now }: HomeDesk, { needsUs }: PlacedKeys): NeedsUsEntry[] =>
  [
    ...[...faults, ...alarms].map(madeEntry(true)),
    ...needsUs.map((row) => ({
      keys: row,
      ours: false,
      promisedFor: row.promise?.by ?? null,
      deadlineAt: row.deadlineAt,
      notUsableSince: row.notUsableSince,
    })),
    ...work.map(madeEntry(false)),
  ].toSorted(mostUrgentFirst(now));

/** The rows of keys that the page shows, in their groups. */
function shownRows(placed: PlacedKeys, only: HomeGroupName | null): Omit<PlacedKeys, 'newElsewhere' | 'needsUs'> {
  return {
    deadline: placed.deadline.slice(0, shownOf(only, 'deadline')),
    changed: placed.changed.slice(0, shownOf(only, 'changed')),
    waiting: placed.waiting.slice(0, shownOf(only, 'waiting')),
  };
}

/**
 * The home page for one member of staff: what needs us, what can't wait, what is new, and who was told.
 * @param readDesk what open pages share: everything but what is new since the reader's own time
 */
export async function readHomePage(
  deps: ReadDeps,
  staff: { role: StaffRole; staffId: string },
  asked: HomeAsked,
  readDesk: () => Promise<HomeDesk> = () => readHomeDesk(deps, staff),
): Promise<HomePage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const changedSince = async () => {
    const handedOver = asked.since === 'handover' ? await lastHandoverOf(deps.db, staff.staffId) : null;
    const since = sinceOf(asked, handedOver, deps.clock());
    return { since, changed: (await changedKeys(deps.db, since.at, REGION_CAUSES)).map(changedKey) };
  };
  const [desk, { since, changed }, unsent, handovers] = await Promise.all([
    readDesk(),
    changedSince(),
    unsentTextsOf(deps.db, staff.staffId, deps.clock(), { limit: TEXTS_ASKED_ABOUT, withTeams: true }),
    can(staff.role, 'shifts:hand_over') ? readWaitingHandovers(deps, staff) : [],
  ]);
  const { now, waitingSetups, whole } = desk;
  const placed = placeKeys({ ...desk.keys, changed }, desk.inIncident, now);
  const shown = shownRows(placed, asked.only);
  const entries = needsUsEntries(desk, placed);
  const needsUs = entries.slice(0, shownOf(asked.only, 'needs_us'));
  const keyRows: readonly KeyRow[] = [
    ...needsUs.flatMap((entry) => ('keys' in entry ? [entry.keys] : [])),
    ...Object.values(shown).flat(),
  ];
  const details = await keyDetails(deps.db, [...new Set(keyRows.flatMap(lookedUp))], staff.staffId, now);
  const rowsOf = <Row extends KeyRow>(
    rows: readonly Row[],
    words: (row: Row, facts: RowFacts) => Omit<HomeRow, 'status'>,
  ): HomeRow[] =>
    rows.map((row) => ({
      ...words(row, factsOf(row, details, desk)),
      status: row.inIncident ? null : statusOf(row.lead, details.get(row.lead.id), deps.policy, now),
    }));
  const head = { since: { choice: asked.since, ...since, elsewhere: placed.newElsewhere }, now };
  const group = (name: HomeGroupName, rows: readonly HomeRow[], found: number, isWhole: boolean): HomeGroup => ({
    title: groupTitle(name, head),
    hint: groupHint(name, head, found),
    empty: groupEmpty(name, head),
    rows: rows.slice(0, shownOf(asked.only, name)),
    count: { n: Math.min(found, COUNTED_TO), exact: isWhole && found <= COUNTED_TO },
  });
  return {
    now: now.toISOString(),
    regions: desk.regions,
    workerGone: desk.workerGone,
    incidents: desk.incidents,
    unchecked: desk.unchecked,
    liveKeys: desk.regions.reduce((sum, { liveKeys }) => sum + liveKeys, 0),
    since: since.at.toISOString(),
    only: asked.only,
    unsent: unsent
      .map(({ copiedBy, copiedByStaffId, ...text }) => ({
        ...text,
        by: copiedByStaffId === staff.staffId ? null : copiedBy,
      }))
      .filter(({ copiedAt, by }) => asksWhetherSent(copiedAt, by, now))
      .map(({ textId, customerId, customerName, copiedAt, by, hasTicket }) => ({
        textId,
        customerId,
        customerName,
        copiedAt: copiedAt.toISOString(),
        by,
        hasTicket,
      })),
    handovers: handovers.length === 0 ? null : JSON.stringify(handovers),
    groups: {
      needs_us: group(
        'needs_us',
        needsUs.flatMap((entry) => ('made' in entry ? [entry.made] : rowsOf([entry.keys], needsUsRow))),
        entries.length,
        whole.promised && whole.ours && whole.untold,
      ),
      deadline: group('deadline', rowsOf(shown.deadline, deadlineRow), placed.deadline.length, whole.dated),
      changed: group('changed', rowsOf(shown.changed, changedRow), placed.changed.length, changed.length <= COUNTED_TO),
      waiting: group(
        'waiting',
        [...rowsOf(shown.waiting, waitingRow), ...waitingSetups],
        placed.waiting.length + waitingSetups.length,
        whole.told && whole.promised,
      ),
    },
  };
}
