import { typedEnd, type ReplacementText } from '#lib/core/replacement/replacement.ts';
import { findCustomerByName } from '#lib/db/customer/customers.ts';
import { activeKeysOf } from '#lib/db/replacement/active-keys.ts';
import { contactsOfCustomer } from '#lib/db/replacement/page-reads.ts';
import { readReplacementLines } from '#lib/db/replacement/line-facts.ts';
import { approveLine } from '#lib/use-cases/replacement/approve-line.ts';
import { acknowledgeSwitch, recordBackupWithNewKey } from '#lib/use-cases/replacement/follow-switch.ts';
import { receiveNewKey } from '#lib/use-cases/replacement/receive-new-key.ts';
import { freezeReplacementText, recordReplacementTextTold } from '#lib/use-cases/replacement/replacement-text.ts';
import { startReplacement } from '#lib/use-cases/replacement/start-replacement.ts';
import { switchLine } from '#lib/use-cases/replacement/switch-line.ts';
import { testLine } from '#lib/use-cases/replacement/test-line.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { createKey } from './customer-actions.ts';
import type { DemoCustomer } from './customers.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { SWEEP_JOB } from './key-story.ts';
import { reportDependents, type Left } from './report-dependents.ts';
import { DAY, HOUR, MINUTE, type SetupPlan } from './setup-plans.ts';
import type { Moment } from './timeline.ts';

/** How far a replacement has gone. `received`: the ARN is there, and nobody has tested it. */
type GoneTo = 'announced' | 'received' | 'tested' | 'acknowledged';

type Replacing = {
  daysAgo: number;
  reason: string;
  goneTo: GoneTo;
  /** An AWS account that isn't proven to be theirs; null for the account of the old key. */
  otherAccount: string | null;
  /** What still needs the old key, by the daily reports since the switch; null where nothing is reported. */
  left: Left | null;
  /** The day of the last report. */
  reportedUntil: number;
};

const YEARLY = 'Their policy asks for a new key every year. They told us in the ticket.';
const usual = { otherAccount: null, left: null, reportedUntil: 0 } as const;

const REPLACING: Readonly<Record<string, Replacing>> = {
  'Riverside Credit Union': { ...usual, daysAgo: 1, reason: YEARLY, goneTo: 'announced' },
  'Munson Pickles': {
    ...usual,
    daysAgo: 0.2,
    reason: 'An admin left, and they replace every key that person made.',
    goneTo: 'tested',
  },
  'Wayfare Airlines': {
    ...usual,
    daysAgo: 1,
    reason: 'Somebody we don’t know wrote into the ticket: use this key from today, it is urgent.',
    goneTo: 'received',
    otherAccount: '999900000006',
  },
  'Ursa Mining': { ...usual, daysAgo: 12, reason: YEARLY, goneTo: 'acknowledged', left: {} },
  'School of Fine Art': {
    ...usual,
    daysAgo: 13,
    reason: 'An admin left, and they replace every key that person made.',
    goneTo: 'acknowledged',
    left: {},
    reportedUntil: 3,
  },
  'Nod Publishers': {
    ...usual,
    daysAgo: 6,
    reason: YEARLY,
    goneTo: 'acknowledged',
    left: { restore_points: 118, jobs: 1 },
  },
};

/** Whether a customer replaced a key before the demo's start. */
export const isReplacing = (name: string): boolean => name in REPLACING;

/** Minutes after the request, of each step. */
const AFTER = {
  told: 20,
  received: 60,
  firstCheck: 64,
  tested: 66,
  secondCheck: 72,
  approved: 120,
  switched: 180,
} as const;

/** What happened when a customer replaced a key, up to the demo's start. */
export function replacementStory(desk: DemoDesk, staff: Staff, { customer }: SetupPlan, start: Date): Moment[] {
  const replacing = REPLACING[customer.name];
  if (replacing === undefined) return [];
  const { daysAgo, goneTo, left, reportedUntil, otherAccount } = replacing;
  const begun = new Date(start.getTime() - daysAgo * DAY);
  const moments: Moment[] = [];
  const when = (minutes: number, act: Moment['act']): void =>
    void moments.push({ story: customer.name, at: new Date(begun.getTime() + minutes * MINUTE), act });
  const steps = replacementSteps(desk, staff, customer);
  when(0, (at) => steps.start(at, replacing));
  if (left !== null) when(1, (at) => steps.report(at, { ...left, restore_points: 412, jobs: 2 }));
  // Nobody whom we know asked for a key of another account.
  if (otherAccount === null) when(AFTER.told, (at) => steps.tell(at, 'instructions'));
  if (goneTo === 'announced') return moments;
  when(AFTER.received, (at) => steps.receive(at, replacing));
  if (goneTo === 'received') return moments;
  when(AFTER.firstCheck, steps.check);
  when(AFTER.tested, steps.test);
  when(AFTER.secondCheck, steps.check);
  when(AFTER.secondCheck + 2, steps.test);
  if (goneTo === 'tested') return moments;
  when(AFTER.approved, steps.approve);
  when(AFTER.switched, steps.switch);
  when(AFTER.switched + 4, steps.acknowledge);
  when(AFTER.switched + 30, (at) => steps.tell(at, 'switched'));
  when(AFTER.switched + 9 * 60, steps.backup);
  if (left !== null)
    for (let day = daysAgo - 1; day >= reportedUntil; day -= 1)
      when((daysAgo - day) * 24 * 60 - 2 * 60, (at) => steps.report(at, left));
  return moments;
}

/** The steps of one replacement, each by its use case, at the instant that is given. */
function replacementSteps(desk: DemoDesk, staff: Staff, customer: DemoCustomer) {
  const { db, depsAt } = desk;
  const agent = staff['Aidan Agent'];
  const approver = staff['Priya Approver'];
  let ids = { replacementId: '', lineId: '' };
  let oldKeyId = '';
  const stored = async (at: Date) => {
    const [line] = await readReplacementLines(db, { replacementId: ids.replacementId }, at);
    if (line === undefined) throw new Error(`${customer.name} replaces nothing.`);
    return line;
  };
  const seen = async (at: Date) => ({ ...ids, revision: (await stored(at)).replacement.revision });
  const newArn = async (at: Date): Promise<string> => (await stored(at)).newKey?.record.arn ?? '';
  return {
    start: async (at: Date, { reason, otherAccount }: Replacing) => {
      const found = await findCustomerByName(db, customer.name);
      const [active] = await activeKeysOf(db, found?.id ?? '');
      if (found === null || active === undefined) throw new Error(`${customer.name} has no active key.`);
      oldKeyId = active.keyId;
      const contacts = await contactsOfCustomer(db, found.id);
      const contactId = contacts.find(({ name }) => name === customer.contact)?.id ?? null;
      const input = {
        customerId: found.id,
        source: 'announced',
        reason,
        ticket: `#${61_000 + Object.keys(REPLACING).indexOf(customer.name) * 37}`,
        plannedFor: new Date(at.getTime() + 5 * DAY),
        askedBy: { contactId: otherAccount === null ? contactId : null, name: customer.contact },
        workspaceIds: [active.workspaceId],
      } as const;
      const { replacementId } = accepted(await startReplacement(depsAt(at), input, agent));
      ids = { replacementId, lineId: '' };
      ids = { replacementId, lineId: (await stored(at)).line.id };
    },
    tell: async (at: Date, kind: ReplacementText) => {
      const { textId } = accepted(await freezeReplacementText(depsAt(at), { ...(await seen(at)), kind }, agent));
      const told = { textId, to: customer.contact, channel: 'ticket', at: null } as const;
      accepted(await recordReplacementTextTold(depsAt(at), { ...(await seen(at)), ...told }, agent));
    },
    receive: async (at: Date, { otherAccount }: Replacing) => {
      const holder: DemoCustomer = { ...customer, awsAccountId: otherAccount ?? customer.awsAccountId };
      const created = { description: 'Backups, new key', at: new Date(at.getTime() - HOUR) };
      const { arn } = await createKey(desk.customerOf(holder), desk.control, holder, created);
      accepted(await receiveNewKey(depsAt(at), { ...(await seen(at)), arn, whose: 'customer' }, agent));
    },
    check: async (at: Date) => {
      const customerKeyId = (await stored(at)).newKey?.customerKeyId ?? '';
      accepted(await checkKey(depsAt(at), { customerKeyId }, SWEEP_JOB));
    },
    test: async (at: Date) => void accepted(await testLine(depsAt(at), await seen(at), agent)),
    approve: async (at: Date) => {
      const typed = typedEnd(await newArn(at));
      const approved = await approveLine(depsAt(at), { ...(await seen(at)), typed, window: null }, approver);
      if (!approved.ok) throw new Error(`Refused: ${JSON.stringify(approved)}`);
    },
    switch: async (at: Date) => {
      const switched = await switchLine(depsAt(at), await seen(at), agent);
      if (!switched.ok) throw new Error(`Refused: ${JSON.stringify(switched)}`);
    },
    acknowledge: async (at: Date) => {
      const how = 'The encryption settings of the workspace show the new ARN.';
      accepted(await acknowledgeSwitch(depsAt(at), { ...(await seen(at)), how }, agent));
    },
    backup: async (at: Date) =>
      void accepted(
        await recordBackupWithNewKey(depsAt(at), { ...(await seen(at)), at: null, arn: await newArn(at) }, agent),
      ),
    report: (at: Date, left: Left) => reportDependents(desk, at, oldKeyId, left),
  };
}
