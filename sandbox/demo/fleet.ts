import { findCustomerByName } from '#lib/db/customer/customers.ts';
import type { RoleInput } from '#sandbox/aws/control-client.ts';
import { DEMO_CUSTOMERS, DEMO_PROVIDER, type DemoCustomer } from './customers.ts';
import { bookPartOf, bookStory, isInBook, storeKeys, type BookEntry } from './book.ts';
import { dailyChecks, intervalOfHistory } from './daily-checks.ts';
import { AT_ONCE, openDemoDesk, type DemoDesk } from './demo-desk.ts';
import { departureStory, isNoLongerChecked } from './departure-story.ts';
import { signInDemoStaff, type Staff } from './demo-staff.ts';
import type { KeyHolder } from './key-story.ts';
import { historyStory, workerStoodStill } from './history-story.ts';
import { laterHistory, type DenyRole } from './later-history.ts';
import { recordCustomer } from './record-customer.ts';
import { replacementStory } from './replacement-story.ts';
import { DEMO_BASE_ACCOUNT, DEMO_REGIONS, type DemoRegion } from './regions.ts';
import { DAY, HOUR, officeTime, setupPlans } from './setup-plans.ts';
import { setupStory } from './setup-story.ts';
import { playInOrder, type Moment } from './timeline.ts';

/** How far back the demo goes: `weeks` is what the tests need, and faster. */
export type HistoryLength = 'weeks' | 'ninety_days';

/** The first day of each: longer ago than any setup. */
const FIRST_DAY: Readonly<Record<HistoryLength, number>> = { weeks: 80, ninety_days: 92 };
/** When the customers and keys were imported that were there before Keydesk: each check of each of them costs time. */
const BOOK_DAYS = { with_stories: 90, others: 7 } as const;

const role = (region: DemoRegion, deniedArns: readonly string[]): RoleInput => ({
  arn: region.roleArn,
  externalId: region.externalId,
  trustedAccounts: [DEMO_BASE_ACCOUNT],
  identityPolicy: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'kms:*', Resource: `arn:aws:kms:${region.code}:*:key/*` },
      ...(deniedArns.length > 0 ? [{ Effect: 'Deny', Action: 'kms:*', Resource: deniedArns }] : []),
    ],
  },
});

/** Declares our roles in the stand-in. @returns lets a region's role deny a key from now on */
async function declareRoles({ control }: DemoDesk): Promise<DenyRole> {
  await control.settings.change({ rcpDenialReadsAsCatchAll: false });
  const declared = new Set((await control.roles.list()).map(({ arn }) => arn));
  for (const region of DEMO_REGIONS) if (!declared.has(region.roleArn)) await control.roles.declare(role(region, []));
  const denied = new Map<string, string[]>();
  return async (code, arn) => {
    const region = DEMO_REGIONS.find((one) => one.code === code);
    if (region === undefined) throw new Error(`${code} is not a region of the demo.`);
    const arns = [...(denied.get(code) ?? []), arn];
    denied.set(code, arns);
    await control.roles.declare(role(region, arns));
  };
}

type Listed = { customer: DemoCustomer; index: number };

/** The customers who aren't in the database yet. */
async function missingCustomers({ db }: DemoDesk): Promise<Listed[]> {
  const missing: Listed[] = [];
  for (const [index, customer] of DEMO_CUSTOMERS.entries())
    if ((await findCustomerByName(db, customer.name)) === null) missing.push({ customer, index });
  return missing;
}

async function signInStaff(desk: DemoDesk, start: Date, length: HistoryLength): Promise<Staff> {
  const signIns = [officeTime(start, FIRST_DAY[length], 0), new Date(start.getTime() - 14 * HOUR)];
  return {
    'Aidan Agent': await signInDemoStaff(desk, 'Aidan Agent', signIns),
    'Priya Approver': await signInDemoStaff(desk, 'Priya Approver', signIns),
  };
}

/** Everything that happened with the given customers until the demo's start, by their stories. */
function historyOf(
  desk: DemoDesk,
  staff: Staff,
  missing: readonly Listed[],
  { start, denyRole, length }: { start: Date; denyRole: DenyRole; length: HistoryLength },
): Moment[] {
  const holders = new Map<string, KeyHolder>();
  const holderOf = ({ customer }: Listed): KeyHolder => {
    const name = customer.provider ?? customer.name;
    const who = DEMO_CUSTOMERS.find((one) => one.name === name) ?? customer;
    const holder = holders.get(name) ?? { who, keys: new Map() };
    holders.set(name, holder);
    return holder;
  };
  const isProvider = ({ customer }: Listed): boolean => customer.name === DEMO_PROVIDER;
  const recorded = missing.filter(isProvider).map(({ customer }): Moment => ({
    story: customer.name,
    at: new Date(start.getTime() - 60 * DAY),
    act: async (at) => void (await recordCustomer(desk.depsAt(at), customer, staff['Priya Approver'])),
  }));
  const withKeys = missing.filter((one) => !isProvider(one));
  const plans = setupPlans(withKeys, start);
  const book: BookEntry[] = [];
  const played = withKeys.flatMap((listed, at) => {
    const plan = plans[at];
    if (plan === undefined) return [];
    const holder = holderOf(listed);
    const told = { plan, holder, index: listed.index, inBook: length === 'ninety_days' && isInBook(plan) };
    if (told.inBook) book.push(told);
    return [
      ...(told.inBook ? [] : setupStory(desk, staff, plan, holder)),
      ...(length === 'ninety_days' ? historyStory(desk, staff, told, start) : []),
      ...departureStory(desk, staff, told, start),
      ...replacementStory(desk, staff, plan, start),
      ...(isNoLongerChecked(plan.customer.name) ? [] : laterHistory(desk, staff, told, { start, denyRole })),
    ];
  });
  const moments = [...recorded, ...played];
  if (length === 'ninety_days') {
    const importedAt = {
      with_stories: officeTime(start, BOOK_DAYS.with_stories, 35),
      others: officeTime(start, BOOK_DAYS.others, 35),
    };
    for (const part of ['with_stories', 'others'] as const) {
      const entries = book.filter((entry) => bookPartOf(entry) === part);
      moments.push(...bookStory(desk, staff, { part, entries }, importedAt[part]));
    }
    const ahead = { at: importedAt.with_stories, importedAt: importedAt.others };
    moments.push(...storeKeys(desk, book, ahead));
    const imports = [importedAt.with_stories, importedAt.others] as const;
    moments.push(...dailyChecks(desk, imports, start, workerStoodStill(start)));
  }
  return moments.filter(({ at }) => at <= start);
}

/**
 * Creates the demo's customers by Keydesk's own use cases, as staff do, and their keys in AWS: weeks of history, with
 * setups in every stage. Existing customers are kept.
 * @param isWanted which customers, by name
 * @returns how many customers were created
 */
export async function createFleet(
  environment: Record<string, string | undefined>,
  length: HistoryLength,
  isWanted: (name: string) => boolean = () => true,
): Promise<number> {
  const desk = openDemoDesk(environment, length === 'weeks' ? undefined : intervalOfHistory);
  try {
    await desk.migrated();
    const denyRole = await declareRoles(desk);
    const missing = (await missingCustomers(desk)).filter(({ customer }) => isWanted(customer.name));
    if (missing.length === 0) return 0;
    const start = desk.now();
    const staff = await signInStaff(desk, start, length);
    const moments = historyOf(desk, staff, missing, { start, denyRole, length });
    await playInOrder(moments, AT_ONCE, length === 'weeks' ? undefined : desk.moveClock);
    return missing.length;
  } finally {
    await desk.close();
  }
}
