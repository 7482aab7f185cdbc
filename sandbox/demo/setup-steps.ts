import type { By } from '#lib/core/staff/audit.ts';
import { asc, eq } from 'drizzle-orm';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { attestFacts } from '#lib/use-cases/setup/attest-facts.ts';
import { clearSetup } from '#lib/use-cases/setup/clear-setup.ts';
import { recordFirstBackup } from '#lib/use-cases/setup/first-backup.ts';
import { freezeText } from '#lib/use-cases/setup/freeze-text.ts';
import { receiveKey } from '#lib/use-cases/setup/receive-key.ts';
import { recordOurSide } from '#lib/use-cases/setup/record-our-side.ts';
import { recordTold } from '#lib/use-cases/setup/record-told.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import type { Condition } from './customers.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { SetupPlan } from './setup-plans.ts';

/** Who has a policy without the statement on grants to our account. */
const WITHOUT_GRANTS: readonly Condition[] = ['access_never_granted', 'trusts_another_region'];

/** The steps of one setup, each by its use case, at the instant that is given. */
export function setupSteps(desk: DemoDesk, plan: SetupPlan, by: By) {
  const { db, depsAt } = desk;
  let setupId = '';
  let lineIds: readonly string[] = [];
  let code = '';
  const clearedTexts = new Map<number, string>();
  const contact = plan.customer.contact;
  const seen = async () => {
    const [setup] = await db.select({ revision: setups.revision }).from(setups).where(eq(setups.id, setupId));
    return { setupId, revision: setup?.revision ?? 0 };
  };
  const lineSeen = async (line: number) => ({ ...(await seen()), lineId: lineIds[line] ?? '' });
  const tell = async (at: Date, textId: string) =>
    void accepted(
      await recordTold(depsAt(at), { ...(await seen()), textId, to: contact, channel: 'ticket', at: null }, by),
    );
  return {
    /** What a use case for the whole setup needs. */
    seen,
    /** The code in the instructions; empty before they were made. */
    code: () => code,
    start: async (at: Date, { customerId, contactId }: { customerId: string; contactId: string }) => {
      const workspaces = plan.lines.map(({ workspace: name, region }) => ({ name, region }));
      const askedBy = { contactId, name: contact };
      const input = { customerId, ticket: plan.ticket, askedBy, workspaces };
      ({ setupId } = accepted(await startSetup(depsAt(at), input, by)));
      const added = await db
        .select({ id: setupLines.id })
        .from(setupLines)
        .where(eq(setupLines.setupId, setupId))
        .orderBy(asc(setupLines.position));
      lineIds = added.map(({ id }) => id);
    },
    attest: async (at: Date, line: number) => {
      const facts = { plan: true, workspace: true, jobs: true, existingData: plan.existingData };
      accepted(await attestFacts(depsAt(at), { ...(await lineSeen(line)), ...facts }, by));
    },
    instruct: async (at: Date) => {
      const text = accepted(await freezeText(depsAt(at), { ...(await seen()), kind: 'instructions' }, by));
      code = /keydesk-verify=([a-z2-7]+)/.exec(text.body)?.[1] ?? '';
      await tell(at, text.textId);
    },
    /** Gives the id of the key's record. */
    receive: async (at: Date, line: number, arn: string, holder: 'customer' | 'provider') => {
      // Most paste their policy too. A policy that doesn't name our account of the region has no such statement.
      const grantStatement = WITHOUT_GRANTS.includes(plan.customer.condition) || arn.endsWith('0') ? null : true;
      const input = { ...(await lineSeen(line)), arn, holder, grantStatement };
      return accepted(await receiveKey(depsAt(at), input, by)).customerKeyId;
    },
    recordOurSide: async (at: Date, line: number, arn: string) => {
      const how = 'The workspace shows this ARN, and its role encrypted and decrypted a test value.';
      accepted(await recordOurSide(depsAt(at), { ...(await lineSeen(line)), arn, how }, by));
    },
    clear: async (at: Date, line: number) => {
      const { textId } = accepted(await clearSetup(depsAt(at), await lineSeen(line), by));
      clearedTexts.set(line, textId);
    },
    tellToStart: (at: Date, line: number) => tell(at, clearedTexts.get(line) ?? ''),
    recordBackup: async (at: Date, line: number, arn: string, ranAt: Date) =>
      void accepted(await recordFirstBackup(depsAt(at), { ...(await lineSeen(line)), arn, at: ranAt }, by)),
  };
}
