import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { Actor } from '#lib/core/staff/audit.ts';
import { descriptionOfNewKey } from '#lib/core/setup/template-description.ts';
import { checkOwnership } from '#lib/use-cases/ownership/check-ownership.ts';
import { exceptOwnership } from '#lib/use-cases/ownership/except-ownership.ts';
import { proveByCiphertext } from '#lib/use-cases/ownership/prove-by-ciphertext.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import { createKey, encryptCode } from './customer-actions.ts';
import type { DemoCustomer } from './customers.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { HOUR, MINUTE, type SetupPlan } from './setup-plans.ts';

const OWNERSHIP_JOB: Actor = { kind: 'system', job: 'check-ownership' };
export const SWEEP_JOB: Actor = { kind: 'system', job: 'sweep' };
const EXCEPTION = 'Their security contact showed us the key in their AWS console on a video call.';

/** A key in the customer's AWS account, and its record. */
export type DemoKey = { arn: KeyArn; customerKeyId: string };

/** Who holds the keys of a setup, and the keys so far, by region. Customers of one provider have one of these. */
export type KeyHolder = { who: DemoCustomer; keys: Map<string, DemoKey> };

/** The holder in a region. What they did wrong, they did in their own region. */
export const inRegion = (who: DemoCustomer, region: string): DemoCustomer =>
  region === who.region ? who : { ...who, region, condition: 'healthy' };

/** Creates the key in the holder's AWS account, some time before they send it. @returns its ARN */
export async function createTheirKey(
  { customerOf, control }: DemoDesk,
  who: DemoCustomer,
  { proof, code, sentAt }: { proof: SetupPlan['proof']; code: string; sentAt: Date },
): Promise<KeyArn> {
  const showsCode = proof === 'description_code' && who.condition !== 'unproven';
  const description = showsCode ? descriptionOfNewKey(code) : 'Backups';
  const created = { description, at: new Date(sentAt.getTime() - 2 * HOUR) };
  return (await createKey(customerOf(who), control, who, created)).arn;
}

/** What is done with a key after it came in: its proof, two full checks, and the encrypt/decrypt test. */
export function keySteps(desk: DemoDesk, staff: Staff, plan: Pick<SetupPlan, 'agent' | 'proof'>, who: DemoCustomer) {
  const { depsAt, customerOf } = desk;
  const { actor: agent } = staff[plan.agent];
  const ask = async (at: Date, { customerKeyId }: DemoKey): Promise<void> => {
    const asked = await checkOwnership(depsAt(at), { customerKeyId }, OWNERSHIP_JOB);
    // Its account had proven it when it came in.
    if (!asked.ok && asked.reason !== 'already_proven') throw new Error(`Refused: ${asked.reason}`);
  };
  const prove = async (at: Date, key: DemoKey, code: string): Promise<void> => {
    const { customerKeyId, arn } = key;
    if (plan.proof === 'description_code') return ask(at, key);
    if (plan.proof === 'exception') {
      const { actor: approver } = staff['Priya Approver'];
      return void accepted(await exceptOwnership(depsAt(at), { customerKeyId, reason: EXCEPTION }, approver));
    }
    const pasted = await encryptCode(customerOf(who), arn, code);
    accepted(await proveByCiphertext(depsAt(at), { customerKeyId, pasted }, agent));
  };
  return {
    ask,
    prove,
    check: async (at: Date, { customerKeyId }: DemoKey, actor: Actor = agent): Promise<void> =>
      void accepted(await checkKey(depsAt(at), { customerKeyId }, actor)),
    encryptTest: async (at: Date, { customerKeyId }: DemoKey): Promise<void> =>
      void accepted(await proveKey(depsAt(at), { customerKeyId }, agent)),
  };
}

/** How long after a key came in each of these was done. */
export const AFTER_RECEIPT = {
  proof: 6 * MINUTE,
  firstCheck: 12 * MINUTE,
  secondCheck: 19 * MINUTE,
  encryptTest: 27 * MINUTE,
  ourSide: 2 * HOUR,
  clear: 3 * HOUR,
  told: 3.5 * HOUR,
  firstBackup: 24 * HOUR,
} as const;
