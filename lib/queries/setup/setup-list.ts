import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { COUNTED_TO, cutCount } from '#lib/core/pages/list-count.ts';
import { isClosedShow, type SetupFilter } from '#lib/core/pages/setup-filter.ts';
import {
  openSetupsPage,
  SETUPS_A_PAGE,
  type SetupListItem,
  type SetupListPage,
} from '#lib/core/pages/setup-list-page.ts';
import { closedSetups, countClosedSetups, type ClosedAs } from '#lib/db/setup/closed-setups.ts';
import { readLines } from '#lib/db/setup/line-facts.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { setupItems } from './setup-item.ts';

/** Far more than a team has open at once. */
const OPEN_READ = 500;

type Reader = { role: StaffRole; staffId: string };

/** Every open setup that a search finds, and whether there are more than are read. It is the same for everybody. */
export type OpenSetups = { items: readonly SetupListItem[]; cut: boolean };

/** Reads the open setups: the oldest where there are more than `OPEN_READ`. */
export async function readOpenSetups(deps: ReadDeps, search: string | null): Promise<OpenSetups> {
  const now = deps.clock();
  const lines = await readLines(deps.db, { unfinished: OPEN_READ + 1, search }, now);
  const items = setupItems(lines, now);
  return { items: items.slice(0, OPEN_READ), cut: items.length > OPEN_READ };
}

async function closedPage(deps: ReadDeps, as: ClosedAs, filter: SetupFilter, ownerId: string | null) {
  const skip = (filter.page - 1) * SETUPS_A_PAGE;
  const wanted = { as, search: filter.search, ownerId };
  const ids = await closedSetups(deps.db, { ...wanted, skip, limit: SETUPS_A_PAGE + 1 });
  const now = deps.clock();
  const items = setupItems(await readLines(deps.db, { setupIds: ids.slice(0, SETUPS_A_PAGE) }, now), now);
  return {
    items: items.toSorted((a, b) => b.setupId.localeCompare(a.setupId)),
    more: ids.length > SETUPS_A_PAGE,
  };
}

/**
 * The list of setups for one member of staff: those that wait for us longest first, or those that have ended, newest first.
 * @param readOpen what open pages share: the reading without the reader's own filters
 */
export async function readSetupList(
  deps: ReadDeps,
  staff: Reader,
  filter: SetupFilter,
  readOpen: (search: string | null) => Promise<OpenSetups> = (search) => readOpenSetups(deps, search),
): Promise<SetupListPage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read setups.`);
  const { show, search } = filter;
  const ownerId = filter.mine ? staff.staffId : null;
  const countOf = (as: ClosedAs, owner = ownerId) =>
    countClosedSetups(deps.db, { as, search, ownerId: owner, most: COUNTED_TO + 1 });
  const now = deps.clock();
  const [open, finished, withdrawn, closed, mine] = await Promise.all([
    readOpen(search),
    countOf('finished'),
    countOf('withdrawn'),
    isClosedShow(show) ? closedPage(deps, show, filter, ownerId) : null,
    isClosedShow(show) ? countOf(show, staff.staffId) : null,
  ]);
  const { countOf: openCount, ...page } = openSetupsPage(open.items, filter, staff.staffId);
  const counted = (n: number) => ({ n, exact: !open.cut });
  return {
    now: now.toISOString(),
    ...page,
    ...closed,
    mine: mine ?? page.mine,
    page: filter.page,
    shows: {
      open: counted(openCount('open')),
      attention: counted(openCount('attention')),
      us: counted(openCount('us')),
      account_executive: counted(openCount('account_executive')),
      customer: counted(openCount('customer')),
      time: counted(openCount('time')),
      hold: counted(openCount('hold')),
      finished: cutCount(finished),
      withdrawn: cutCount(withdrawn),
    },
    cut: open.cut,
  };
}
