import { attestFacts } from '#lib/use-cases/setup/attest-facts.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { addCustomer } from '#lib/use-cases/customer/add-customer.ts';
import { accepted, openDemoDesk, type DemoDesk } from '../sandbox/demo/demo-desk.ts';
import { signInDemoStaff } from '../sandbox/demo/demo-staff.ts';
import { rows } from './desk.ts';
import { runningStack } from './running-stack.ts';
import type { CustomerWords } from './setup-desk.ts';

/** Aidan Agent at work without a browser, by the use cases. What is done here, other journeys do in the browser. */
async function asAgent<T>(work: (desk: DemoDesk, by: By) => Promise<T>): Promise<T> {
  const desk = openDemoDesk(runningStack().env);
  try {
    return await work(desk, await signInDemoStaff(desk, 'Aidan Agent', []));
  } finally {
    await desk.close();
  }
}

async function add(desk: DemoDesk, { name, externalId, provider }: CustomerWords, by: By): Promise<string> {
  const unknown = { timeZone: null, workingDays: null, serviceLevel: null };
  const facts = { name, externalId, ...unknown, providerName: provider ?? null };
  return accepted(await addCustomer(desk.depsAt(desk.now()), { facts, different: true }, by)).customerId;
}

/** Adds a customer. @returns their id */
export const haveCustomer = (customer: CustomerWords): Promise<string> =>
  asAgent((desk, by) => add(desk, customer, by));

/** Adds a customer with a setup of one workspace, `main`, whose facts are attested. @returns the path of its page */
export const haveSetup = (customer: CustomerWords, region: string): Promise<string> =>
  asAgent(async (desk, by) => {
    const customerId = await add(desk, customer, by);
    const askedBy = { contactId: null, name: 'Dana Ruiz' };
    const asked = { customerId, ticket: '#4711', askedBy, workspaces: [{ name: 'main', region }] };
    const { setupId } = accepted(await startSetup(desk.depsAt(desk.now()), asked, by));
    const [line] = await rows<{ lineId: string; revision: number }>(
      'select l.id as "lineId", s.revision from setup_lines l join setups s on s.id = l.setup_id where s.id = $1',
      [setupId],
    );
    if (line === undefined) throw new Error('The setup has no workspace.');
    const facts = { plan: true, workspace: true, jobs: true, existingData: null };
    accepted(await attestFacts(desk.depsAt(desk.now()), { setupId, ...line, ...facts }, by));
    return `/setups/${setupId}`;
  });
