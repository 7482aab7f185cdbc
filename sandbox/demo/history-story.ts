import {
  CancelKeyDeletionCommand,
  DeleteImportedKeyMaterialCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { copyText } from '#lib/use-cases/customer-text/copy-text.ts';
import { recordSent } from '#lib/use-cases/customer-text/record-sent.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { importMaterial, organizationPolicyOf, vendorAccountOf } from './customer-actions.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { keySteps, SWEEP_JOB, type DemoKey, type KeyHolder } from './key-story.ts';
import { denyingPolicy, trustingPolicy, type KeyPolicy } from './key-policies.ts';
import { NINETY_DAYS, WORKER_STOOD_STILL, type Act } from './ninety-days.ts';
import { DAY, MINUTE, type SetupPlan } from './setup-plans.ts';
import type { StoodStill } from './daily-checks.ts';
import type { Moment } from './timeline.ts';

/** Minutes after a customer's act when the scheduler checked the key: a denial is confirmed by three checks. */
const CHECKED_AFTER = { state: [3], policy: [3, 6, 9] } as const;

/** Minutes from the copy of a reply until somebody recorded that they sent it. */
const SENT_AFTER_MINUTES = 4;

/** So many days before the start, at a time in UTC. */
function dayAndTime(start: Date, daysAgo: number, time: string): Date {
  const day = new Date(start.getTime() - daysAgo * DAY).toISOString().slice(0, 10);
  return new Date(`${day}T${time}:00.000Z`);
}

/** When no worker ran. */
export const workerStoodStill = (start: Date): StoodStill => ({
  from: dayAndTime(start, WORKER_STOOD_STILL.daysAgo, WORKER_STOOD_STILL.from),
  until: dayAndTime(start, WORKER_STOOD_STILL.daysAgo, WORKER_STOOD_STILL.until),
});

/** What happened to the key of a customer in the last ninety days, and what staff did about it. */
export function historyStory(
  desk: DemoDesk,
  staff: Staff,
  { plan, holder }: { plan: SetupPlan; holder: KeyHolder },
  start: Date,
): Moment[] {
  const { customer } = plan;
  const steps = keySteps(desk, staff, plan, customer);
  const key = (): DemoKey => {
    const found = holder.keys.get(customer.region);
    if (found === undefined) throw new Error(`${customer.name} has no key in ${customer.region}.`);
    return found;
  };
  const moments: Moment[] = [];
  // Alone, because AWS dates what a customer does by its own clock.
  const when = (at: Date, act: Moment['act']): void =>
    void moments.push({ story: customer.name, at, alone: true, act });
  for (const [daysAgo, time, act] of NINETY_DAYS[customer.name] ?? []) {
    const at = dayAndTime(start, daysAgo, time);
    if (isOurs(act)) {
      when(at, (then) => actAsStaff(desk, staff, { plan, key: key(), act }, then));
      // Evidence makes a key due, and the next check judges with it.
      if (isEvidence(act)) when(new Date(at.getTime() + MINUTE), (then) => steps.check(then, key(), SWEEP_JOB));
      continue;
    }
    when(at, () => actInAws(desk, plan, key().arn, act));
    for (const minutes of CHECKED_AFTER[isDenial(act) ? 'policy' : 'state'])
      when(new Date(at.getTime() + minutes * MINUTE), (then) => steps.check(then, key(), SWEEP_JOB));
  }
  return moments;
}

type Ours = Extract<Act, `we_${string}`>;

const isOurs = (act: Act): act is Ours => typeof act === 'string' && act.startsWith('we_');

const isDenial = (act: Act): boolean =>
  typeof act === 'object' ? 'forgets' in act : act === 'denies_us' || act === 'organization_denies';

const isEvidence = (act: Ours): boolean => act.startsWith('we_add_');

/** Does what a customer did, through the AWS API with their own account where it has an API for it. */
async function actInAws(
  { control, customerOf, answersChanged }: DemoDesk,
  { customer }: SetupPlan,
  KeyId: string,
  act: Exclude<Act, Ours>,
): Promise<void> {
  const { awsAccountId, region } = customer;
  const kms = customerOf(customer);
  const vendor = vendorAccountOf(region);
  const putPolicy = async (policy: KeyPolicy): Promise<void> =>
    void (await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(policy) })));
  if (typeof act === 'object') {
    if ('forgets' in act) return putPolicy(trustingPolicy(awsAccountId, vendor, [act.forgets]));
    if ('rotatesEvery' in act)
      return void (await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: act.rotatesEvery })));
    return void (await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: act.schedulesDeletion })));
  }
  switch (act) {
    case 'disables_key':
      return void (await kms.send(new DisableKeyCommand({ KeyId })));
    case 'enables_key':
      return void (await kms.send(new EnableKeyCommand({ KeyId })));
    case 'cancels_deletion':
      return void (await kms.send(new CancelKeyDeletionCommand({ KeyId })));
    case 'rotates_key':
      return void (await kms.send(new RotateKeyOnDemandCommand({ KeyId })));
    case 'denies_us':
      return putPolicy(denyingPolicy(awsAccountId, vendor));
    case 'allows_us':
      return putPolicy(trustingPolicy(awsAccountId, vendor));
    case 'organization_denies':
      await control.guardrails.declare(organizationPolicyOf(customer));
      return answersChanged(awsAccountId);
    case 'organization_exempts':
      await control.guardrails.remove('rcp', awsAccountId);
      return answersChanged(awsAccountId);
    case 'deletes_material':
      return void (await kms.send(new DeleteImportedKeyMaterialCommand({ KeyId })));
    case 'imports_material_again':
      return importMaterial(kms, KeyId, null);
  }
}

/** Does what staff did. */
async function actAsStaff(
  desk: DemoDesk,
  staff: Staff,
  { plan, key, act }: { plan: SetupPlan; key: DemoKey; act: Ours },
  at: Date,
): Promise<void> {
  const { customer, agent } = plan;
  const { actor } = staff[agent];
  const { customerKeyId, arn: KeyId } = key;
  const kms = desk.customerOf(customer);
  const add = async (kind: 'describe_key' | 'key_policy', output: unknown): Promise<void> => {
    const pasted = JSON.stringify(output, null, 4);
    const added = await addEvidence(desk.depsAt(at), { customerKeyId, kind, pasted, takenAt: null }, actor);
    if (!added.ok) throw new Error(`Refused: ${JSON.stringify(added)}`);
  };
  switch (act) {
    case 'we_reply': {
      const { textId } = accepted(await copyText(desk.depsAt(at), { customerKeyId }, actor));
      const sent = { textId, to: customer.contact, channel: 'ticket', at: null } as const;
      const sentAt = new Date(at.getTime() + SENT_AFTER_MINUTES * MINUTE);
      return void accepted(await recordSent(desk.depsAt(sentAt), sent, { actor, requestId: null }));
    }
    case 'we_test_encryption':
      return keySteps(desk, staff, plan, customer).encryptTest(at, key);
    case 'we_add_their_description': {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      return add('describe_key', { KeyMetadata });
    }
    case 'we_add_their_policy': {
      const { Policy, PolicyName } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
      return add('key_policy', { Policy, PolicyName });
    }
  }
}
