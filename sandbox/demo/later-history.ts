import type { By } from '#lib/core/staff/audit.ts';
import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { findCustomerByName } from '#lib/db/customer/customers.ts';
import { assignKey, findOrAddWorkspace } from '#lib/db/key/assignments.ts';
import { registerKey } from '#lib/use-cases/key/register-key.ts';
import { actAsCustomer, createKey } from './customer-actions.ts';
import { IN_KEY_STORE, type Condition } from './customers.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { AFTER_RECEIPT, inRegion, keySteps, SWEEP_JOB, type DemoKey, type KeyHolder } from './key-story.ts';
import { closedPolicy } from './key-policies.ts';
import { DAY, HOUR, isBehind, MINUTE, type SetupPlan } from './setup-plans.ts';
import type { Moment } from './timeline.ts';

const CONFIRMED_DENIALS: readonly Condition[] = ['denied_by_policy', 'lost_decrypt', 'denied_by_organization'];

const BEFORE_DENIAL_MINUTES = 5;
/** Shortly after the last checks of all keys. */
const STORE_CHANGED_MINUTES = 148;
/** What changes the answers about a key, and is no call of its owner to KMS. */
const CHANGED_WITHOUT_A_CALL: readonly Condition[] = [...IN_KEY_STORE, 'denied_by_organization', 'vendor_role_denied'];
const DENIED: readonly Condition[] = [...CONFIRMED_DENIALS, 'just_denied', 'vendor_role_denied'];

/** How many minutes ago a key in that condition was checked again, after the customer's action. */
const laterChecks = (condition: Condition, index: number): readonly number[] => {
  // Long before the others: denials of three customers at once would count as an incident of the region.
  if (condition === 'denied_by_organization') return [402, 398, 394, 3];
  if (CONFIRMED_DENIALS.includes(condition)) return [132, 128, 124, 3];
  if (condition === 'just_denied') return [1];
  // After the others, because the store is asked meanwhile.
  if (IN_KEY_STORE.includes(condition)) return [2];
  return [2 + (index % 9)];
};

/** Lets our own role's policy deny a key from now on. */
export type DenyRole = (region: string, arn: string) => Promise<void>;

/** What an older key of the same workspace was made before, so that it is kept for its backups. */
const OLD_KEY_AGE = 420 * DAY;

/**
 * What happened to the keys of a setup since: what the customer did to theirs, and the checks that saw it.
 */
export function laterHistory(
  desk: DemoDesk,
  staff: Staff,
  { plan, holder, index, inBook }: { plan: SetupPlan; holder: KeyHolder; index: number; inBook: boolean },
  { start, denyRole }: { start: Date; denyRole: DenyRole },
): Moment[] {
  const moments: Moment[] = [];
  // Denials are compared with each other, and with the control key's last minute, so each is judged by itself.
  const alone = DENIED.includes(holder.who.condition) && { alone: true as const };
  const when = (at: Date, act: Moment['act']): void => void moments.push({ story: holder.who.name, at, ...alone, act });
  const ago = (minutes: number): Date => new Date(start.getTime() - minutes * MINUTE);
  for (const [line, one] of plan.lines.entries()) {
    const { region, receivedAt } = one;
    const isFirst = plan.lines.findIndex((other) => other.region === region) === line;
    if (!isFirst || !isBehind(one, 'key')) continue;
    const who = inRegion(holder.who, region);
    const kms = desk.customerOf(who);
    const steps = keySteps(desk, staff, plan, who);
    const key = (): DemoKey => {
      const found = holder.keys.get(region);
      if (found === undefined) throw new Error(`${who.name} has sent no key in ${region}.`);
      return found;
    };
    if (!isBehind(one, 'ownership')) {
      when(ago(12 + index), (at) => steps.ask(at, key()));
      continue;
    }
    const checks = laterChecks(who.condition, index + line);
    // Shortly before, so that nobody takes denials of hours apart for one fault.
    if (CONFIRMED_DENIALS.includes(who.condition))
      when(ago((checks[0] ?? 0) + BEFORE_DENIAL_MINUTES), (at) => steps.check(at, key(), SWEEP_JOB));
    const isInStore = IN_KEY_STORE.includes(who.condition);
    when(ago(isInStore ? STORE_CHANGED_MINUTES : (checks[0] ?? 0) + 1), async (at) => {
      // The book's was asked about it long ago.
      if (!isInStore || !inBook) await actAsCustomer(kms, desk.control, who, key().arn);
      if (who.condition === 'vendor_role_denied') await denyRole(region, key().arn);
      if (CHANGED_WITHOUT_A_CALL.includes(who.condition)) desk.answersChanged(who.awsAccountId);
      if (isInStore && !inBook) desk.askAhead({ arn: key().arn, region }, at);
    });
    for (const minutes of checks) when(ago(minutes), (at) => steps.check(at, key(), SWEEP_JOB));
    if (who.condition === 'denied_while_pending')
      when(start, async (at) => {
        const Policy = JSON.stringify(closedPolicy(who.awsAccountId));
        await kms.send(new PutKeyPolicyCommand({ KeyId: key().arn, Policy }));
        await steps.check(at, key(), SWEEP_JOB);
      });
    // Of a customer in the book, the import has it.
    if (who.condition === 'has_replaced_key' && !inBook)
      when(new Date(receivedAt.getTime() + AFTER_RECEIPT.told + HOUR), async (at) => {
        const old = await keepOldKey(desk, staff[plan.agent], { plan, workspace: one.workspace, at });
        await steps.check(new Date(at.getTime() + MINUTE), old, SWEEP_JOB);
      });
  }
  return moments;
}

/**
 * The key that a workspace had before, kept for its backups. No use case makes one yet: it is registered like any other
 * key, which its AWS account covers, and assigned to the workspace as one from before setups.
 */
async function keepOldKey(
  { db, control, customerOf }: DemoDesk,
  by: By,
  { plan: { customer }, workspace, at }: { plan: SetupPlan; workspace: string; at: Date },
): Promise<DemoKey> {
  const { region } = customer;
  const created = { description: 'Backups', at: new Date(at.getTime() - OLD_KEY_AGE) };
  const parts = await createKey(customerOf(customer), control, customer, created);
  return db.transaction(async (tx) => {
    const holder = await findCustomerByName(tx, customer.name);
    if (holder === null) throw new Error(`${customer.name} is not recorded.`);
    const { customerKeyId } = accepted(await registerKey(tx, { holder, parts, at }, by));
    const workspaceId = await findOrAddWorkspace(tx, { customerId: holder.id, region, name: workspace, at });
    await assignKey(tx, {
      workspaceId,
      keyId: customerKeyId,
      role: 'retained',
      from: at,
      origin: 'legacy',
      originId: null,
    });
    return { arn: parts.arn, customerKeyId };
  });
}
