import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { handOver, holdUntil, withdrawSetup } from '#lib/use-cases/setup/hold-setup.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { AFTER_RECEIPT, createTheirKey, inRegion, keySteps, type DemoKey, type KeyHolder } from './key-story.ts';
import { recordCustomer } from './record-customer.ts';
import { HOUR, isBehind, MINUTE, type SetupPlan } from './setup-plans.ts';
import { setupSteps } from './setup-steps.ts';
import type { Moment } from './timeline.ts';

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/**
 * What happened in a setup, from the customer's record to the first backup, as far as its plan goes.
 * @param holder the keys are added to it as they come in
 */
export function setupStory(desk: DemoDesk, staff: Staff, plan: SetupPlan, holder: KeyHolder): Moment[] {
  const { customer, lines, askedAt } = plan;
  const steps = setupSteps(desk, plan, staff[plan.agent]);
  const story = holder.who.name;
  const moments: Moment[] = [];
  const when = (at: Date, act: Moment['act']): void => void moments.push({ story, at, act });
  const keyIn = (region: string): DemoKey => {
    const key = holder.keys.get(region);
    if (key === undefined) throw new Error(`${story} has sent no key in ${region}.`);
    return key;
  };

  when(askedAt, async (at) => steps.start(at, await recordCustomer(desk.depsAt(at), customer, staff[plan.agent])));
  for (const [line, one] of lines.entries())
    if (isBehind(one, 'customer')) when(later(askedAt, HOUR + line * MINUTE), (at) => steps.attest(at, line));
  if (lines.some((one) => isBehind(one, 'instructions'))) when(later(askedAt, 2 * HOUR), steps.instruct);

  for (const [line, one] of lines.entries()) {
    if (!isBehind(one, 'key')) continue;
    const { region } = one;
    const who = inRegion(holder.who, region);
    const after = (ms: number, act: Moment['act']): void => when(later(one.receivedAt, ms + line * MINUTE), act);
    after(0, async (sentAt) => {
      const known = holder.keys.get(region)?.arn;
      const arn = known ?? (await createTheirKey(desk, who, { proof: plan.proof, code: steps.code(), sentAt }));
      const whose = holder.who === customer ? 'customer' : 'provider';
      holder.keys.set(region, { arn, customerKeyId: await steps.receive(sentAt, line, arn, whose) });
    });
    if (lines.findIndex((other) => other.region === region) === line) {
      const key = keySteps(desk, staff, plan, who);
      after(AFTER_RECEIPT.proof, (at) => key.prove(at, keyIn(region), steps.code()));
      if (isBehind(one, 'ownership')) {
        // Reports of a key that is active already are kept only of checks that a person started.
        after(AFTER_RECEIPT.firstCheck, (at) => key.check(at, keyIn(region)));
        after(AFTER_RECEIPT.secondCheck, (at) => key.check(at, keyIn(region)));
      }
      if (isBehind(one, 'tests')) after(AFTER_RECEIPT.encryptTest, (at) => key.encryptTest(at, keyIn(region)));
    }
    if (isBehind(one, 'our_side'))
      after(AFTER_RECEIPT.ourSide, (at) => steps.recordOurSide(at, line, keyIn(region).arn));
    if (isBehind(one, 'clear')) after(AFTER_RECEIPT.clear, (at) => steps.clear(at, line));
    if (isBehind(one, 'told')) after(AFTER_RECEIPT.told, (at) => steps.tellToStart(at, line));
    if (isBehind(one, 'first_backup'))
      after(AFTER_RECEIPT.firstBackup, (at) => steps.recordBackup(at, line, keyIn(region).arn, later(at, -8 * HOUR)));
  }
  if (plan.end !== null) {
    const { end } = plan;
    when(end.at, (at) => endOf(desk, staff, plan, { end: end.what, seen: steps.seen, keyIn, at }));
  }
  return moments;
}

/** What staff did with a setup beside its steps. */
async function endOf(
  { depsAt }: DemoDesk,
  staff: Staff,
  { agent, lines }: SetupPlan,
  {
    end,
    seen,
    keyIn,
    at,
  }: {
    end: NonNullable<SetupPlan['end']>['what'];
    seen: () => Promise<{ setupId: string; revision: number }>;
    keyIn: (region: string) => DemoKey;
    at: Date;
  },
): Promise<void> {
  const by = staff[agent];
  const deps = depsAt(at);
  switch (end.kind) {
    case 'held': {
      const hold = { until: end.untilAt, reason: end.reason };
      return void accepted(await holdUntil(deps, { ...(await seen()), hold }, by));
    }
    case 'withdrawn':
      return void accepted(await withdrawSetup(deps, { ...(await seen()), reason: end.reason }, by));
    case 'handed_over': {
      const { staffId: toStaffId } = staff[end.to].actor;
      return void accepted(await handOver(deps, { ...(await seen()), toStaffId, note: end.note }, by));
    }
    case 'ownership_withdrawn': {
      const { customerKeyId } = keyIn(lines[0]?.region ?? '');
      const { actor } = staff['Priya Approver'];
      return void accepted(await withdrawOwnership(deps, { customerKeyId, reason: end.reason }, actor));
    }
  }
}
