import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { SetupListItem, SetupListPage } from '#lib/core/pages/setup-page.ts';
import { stageOf, WAITS_FOR, type Stage } from '#lib/core/setup/stage.ts';
import { readLines, type StoredLine } from '#lib/db/setup/line-facts.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** Far more than a team has open at once. */
const LINES_SHOWN = 500;

const itemOf = ({ line, setup, customer, workspace }: StoredLine, { step, since, waitsFor }: Stage): SetupListItem => ({
  setupId: setup.id,
  lineId: line.id,
  customerName: customer.name,
  workspace: workspace.name,
  region: line.region,
  ticket: setup.ticket,
  ownerName: setup.ownerName,
  step,
  since: since.toISOString(),
  waitsFor,
  holdUntil: setup.holdUntil?.toISOString() ?? null,
});

/** Every setup line that isn't finished: what waits for us first, then for the customer, then for time; oldest first. */
export async function readSetupList(deps: ReadDeps, staff: { role: StaffRole }): Promise<SetupListPage> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read setups.`);
  const now = deps.clock();
  const stored = await readLines(deps.db, { unfinished: LINES_SHOWN + 1 }, now);
  const items = stored.slice(0, LINES_SHOWN).flatMap((one) => {
    const stage = stageOf(one.facts, now);
    return stage === null ? [] : [itemOf(one, stage)];
  });
  const isHeld = ({ holdUntil }: SetupListItem): boolean => holdUntil !== null && holdUntil > now.toISOString();
  const rank = (item: SetupListItem): number => (isHeld(item) ? WAITS_FOR.length : WAITS_FOR.indexOf(item.waitsFor));
  return {
    now: now.toISOString(),
    items: items.toSorted((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : 1)),
    more: stored.length > LINES_SHOWN,
  };
}
