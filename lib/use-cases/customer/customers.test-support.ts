import type { By } from '#lib/core/staff/audit.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { AGENT, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { addCustomer, type TypedFacts } from './add-customer.ts';

if (AGENT.kind !== 'staff') throw new Error('The agent is a person.');
export const BY: By = { actor: AGENT, requestId: 'request-1' };

export const depsOf = (desk: TestDesk) => ({ db: desk.db, clock: () => NOW, regions: REGIONS });

export const factsOf = (name: string, given: Partial<TypedFacts> = {}): TypedFacts => ({
  name,
  externalId: null,
  timeZone: null,
  workingDays: null,
  serviceLevel: null,
  providerName: null,
  ...given,
});

/** Adds a customer whatever looks like them, and gives what a change of them names. */
export async function aCustomer(desk: TestDesk, name: string, given: Partial<TypedFacts> = {}) {
  const added = await addCustomer(depsOf(desk), { facts: factsOf(name, given), different: true }, BY);
  if (!added.ok) throw new Error(`Not added: ${added.reason}`);
  return { customerId: added.value.customerId, revision: 1 };
}

/** The audit entries about a customer, oldest first. */
export const auditOf = (desk: TestDesk, customerId: string) =>
  desk.rows<{ action: string; actor: { name: string }; before: unknown; after: unknown; reason: string | null }>(
    'select action, actor, before, after, reason, request_id from audit_log where customer_id = $1 order by seq',
    [customerId],
  );
