import { DisableKeyCommand } from '@aws-sdk/client-kms';
import {
  DEPARTURE_STEPS,
  type DeparturePath,
  type DepartureStep,
  type DepartureText,
} from '#lib/core/departure/departure.ts';
import { findCustomerByName } from '#lib/db/customer/customers.ts';
import { findDeparture } from '#lib/db/departure/departures.ts';
import { workspacesOf } from '#lib/db/setup/setups.ts';
import { freezeDepartureText, recordDepartureTextTold } from '#lib/use-cases/departure/departure-text.ts';
import { letCustomerGo, recordStep } from '#lib/use-cases/departure/record-step.ts';
import { exceptDeparture, recordRequest } from '#lib/use-cases/departure/run-departure.ts';
import { startDeparture } from '#lib/use-cases/departure/start-departure.ts';
import { watchReleased } from '#lib/use-cases/departure/watch-released.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { startSetup } from '#lib/use-cases/setup/start-setup.ts';
import { accepted, type DemoDesk } from './demo-desk.ts';
import type { Staff } from './demo-staff.ts';
import { SWEEP_JOB, keySteps, type DemoKey, type KeyHolder } from './key-story.ts';
import { reportDependents, type Left } from './report-dependents.ts';
import { DAY, HOUR, MINUTE, type SetupPlan } from './setup-plans.ts';
import type { Moment } from './timeline.ts';

const EVIDENCE: Readonly<Record<DepartureStep, string>> = {
  jobs_stopped: 'Both backup jobs and the archive job are deleted: list of jobs of the workspace, empty.',
  arn_removed: 'The encryption settings of the workspace show no key any more.',
  grants_retired: 'Our list of grants on the key is empty since this morning.',
  role_narrowed: 'The role of our backup workers no longer lists the key, change 2291.',
  statement_may_go: 'Looked at all lists again, nothing is left. The customer wants to close the account.',
};

/** How a customer left: what was left of theirs, how many steps are done, and how the checks of their key went on. */
type Leaving = {
  path: DeparturePath;
  daysAgo: number;
  reason: string;
  left: Left;
  steps: number;
  except: boolean;
  after: 'disabled' | 'gone' | 'needed_again' | null;
};

const LEAVING: Readonly<Partial<Record<string, Leaving>>> = {
  'Contoso Leisure': {
    path: 'leaves',
    daysAgo: 9,
    reason: 'Their contract ends with the year. They move to another vendor.',
    left: {},
    steps: 2,
    except: false,
    after: null,
  },
  'Wingtip Toys': {
    path: 'leaves',
    daysAgo: 12,
    reason: 'They were bought, and the new owner has backups of their own.',
    left: { restore_points: 12, legal_holds: 1 },
    steps: 3,
    except: false,
    after: null,
  },
  'Lakeshore Press': {
    path: 'leaves',
    daysAgo: 30,
    reason: 'They close down at the end of the quarter.',
    left: { restore_points: 4 },
    steps: 5,
    except: true,
    after: 'disabled',
  },
  'Blue Heron Mills': {
    path: 'make_unreadable',
    daysAgo: 45,
    reason: 'A subsidiary was sold. Its data must not be readable any more.',
    left: {},
    steps: 5,
    except: false,
    after: 'gone',
  },
  'Sunfield Farms': {
    path: 'leaves',
    daysAgo: 28,
    reason: 'They leave with their only workspace.',
    left: {},
    steps: 5,
    except: false,
    after: 'needed_again',
  },
};

/** The customer whose workspace moves to another region. */
const MOVES = 'Cascade Ferries';

/** Nobody checks a key any more whose owner has shown that it is gone. */
export const isNoLongerChecked = (name: string): boolean => LEAVING[name]?.after === 'gone';

/** What happened when a customer left, or moved a workspace, up to the demo's start. */
export function departureStory(
  desk: DemoDesk,
  staff: Staff,
  { plan, holder }: { plan: SetupPlan; holder: KeyHolder },
  start: Date,
): Moment[] {
  const { name, region, contact } = plan.customer;
  const moments: Moment[] = [];
  const when = (daysAgo: number, act: Moment['act'], hours = 0): void =>
    void moments.push({ story: name, at: new Date(start.getTime() - daysAgo * DAY + hours * HOUR), act });
  if (name === MOVES) when(4, (at) => startMove(desk, staff, plan, at));
  const leaving = LEAVING[name];
  if (leaving === undefined) return moments;

  const key = (): DemoKey => {
    const found = holder.keys.get(region);
    if (found === undefined) throw new Error(`${name} has sent no key in ${region}.`);
    return found;
  };
  const steps = departureSteps(desk, staff, contact);
  const { daysAgo, left, path } = leaving;
  when(daysAgo, (at) => steps.start(at, name, leaving));
  when(daysAgo, (at) => steps.tell(at, 'leaving'), 1);
  // The counts have to say so every day for 7 days.
  const guardedAt = daysAgo - 8;
  const reports = (from: number, to: number, hours: number): void => {
    for (let day = from; day >= to; day -= 1)
      when(day, (at) => reportDependents(desk, at, key().customerKeyId, left), hours);
  };
  reports(daysAgo, guardedAt + 1, 2);
  if (path === 'make_unreadable') when(daysAgo - 1, steps.request);
  reports(guardedAt, guardedAt, -3);
  if (leaving.except) when(guardedAt, steps.except, -2);
  for (const [index, step] of DEPARTURE_STEPS.slice(0, leaving.steps).entries())
    when(index < 3 ? daysAgo - 1 - index : guardedAt, (at) => steps.record(at, step), index);
  if (leaving.steps === DEPARTURE_STEPS.length) when(guardedAt, (at) => steps.tell(at, 'statement_may_go'), 6);
  else {
    reports(guardedAt - 1, 1, -3);
    reports(0, 0, -2);
  }

  if (leaving.after === 'disabled')
    when(5, async (at) => {
      await desk.customerOf(plan.customer).send(new DisableKeyCommand({ KeyId: key().arn }));
      await keySteps(desk, staff, plan, plan.customer).check(at, key(), SWEEP_JOB);
    });
  if (leaving.after === 'needed_again')
    when(1, async (at) => {
      await reportDependents(desk, at, key().customerKeyId, { restore_points: 2 });
      await watchReleased(desk.depsAt(new Date(at.getTime() + MINUTE)));
    });
  if (leaving.after === 'gone') {
    when(20, async (at) => {
      const { arn, customerKeyId } = key();
      const pasted = `An error occurred (NotFoundException) when calling the DescribeKey operation: Key '${arn}' does not exist`;
      const evidence = { customerKeyId, kind: 'describe_key', pasted, takenAt: null } as const;
      if (!(await addEvidence(desk.depsAt(at), evidence, staff['Aidan Agent'].actor)).ok)
        throw new Error('The evidence was refused.');
      await watchReleased(desk.depsAt(new Date(at.getTime() + MINUTE)));
    });
    when(19, (at) => steps.tell(at, 'what_we_saw'));
  }
  return moments;
}

/** A customer with their workspaces. */
async function workspacesOfCustomer({ db }: DemoDesk, name: string) {
  const customer = await findCustomerByName(db, name);
  if (customer === null) throw new Error(`${name} is not recorded.`);
  return db.transaction(async (tx) => ({ customerId: customer.id, workspaces: await workspacesOf(tx, customer.id) }));
}

async function startMove(
  desk: DemoDesk,
  staff: Staff,
  { customer, agent, ticket }: SetupPlan,
  at: Date,
): Promise<void> {
  const { customerId, workspaces } = await workspacesOfCustomer(desk, customer.name);
  const [from] = workspaces;
  if (from === undefined) throw new Error(`${customer.name} has no workspace.`);
  const region = customer.region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1';
  const askedBy = { contactId: null, name: customer.contact };
  const input = { customerId, ticket, askedBy, workspaces: [{ name: from.name, region }], movesFromId: from.id };
  accepted(await startSetup(desk.depsAt(at), input, staff[agent]));
}

/** The steps of one departure, each by its use case, at the instant that is given. */
function departureSteps(desk: DemoDesk, staff: Staff, contact: string) {
  const { db, depsAt } = desk;
  const agent = staff['Aidan Agent'];
  const approver = staff['Priya Approver'];
  let departureId = '';
  const seen = async () => {
    const found = await findDeparture(db, departureId);
    return { departureId, revision: found?.departure.revision ?? 0 };
  };
  return {
    start: async (at: Date, name: string, { path, reason }: Leaving) => {
      const { customerId, workspaces } = await workspacesOfCustomer(desk, name);
      const workspaceIds = workspaces.map(({ id }) => id);
      const input = { customerId, workspaceIds, path, reason, ticket: `#${52_000 + name.length * 17}` };
      ({ departureId } = accepted(await startDeparture(depsAt(at), input, agent)));
    },
    tell: async (at: Date, kind: DepartureText) => {
      const { textId } = accepted(await freezeDepartureText(depsAt(at), { ...(await seen()), kind }, agent));
      const told = { textId, to: contact, channel: 'ticket', at: null } as const;
      accepted(await recordDepartureTextTold(depsAt(at), { ...(await seen()), ...told }, agent));
    },
    request: async (at: Date) => {
      const signed = {
        signedBy: contact,
        signedAt: new Date(at.getTime() - DAY),
        reference: 'Contract folder, letter 12',
      };
      accepted(await recordRequest(depsAt(at), { ...(await seen()), ...signed }, agent));
    },
    except: async (at: Date) => {
      const reason = 'They accept that the last 4 restore points are lost: nobody will ask for them after the closing.';
      const acceptance = 'Letter of their managing director, contract folder';
      const reviewAt = new Date(at.getTime() + 90 * DAY);
      accepted(await exceptDeparture(depsAt(at), { ...(await seen()), reason, acceptance, reviewAt }, approver));
    },
    record: async (at: Date, step: DepartureStep) => {
      const input = { ...(await seen()), evidence: EVIDENCE[step] };
      const done =
        step === 'statement_may_go'
          ? await letCustomerGo(depsAt(at), input, approver)
          : await recordStep(depsAt(at), { ...input, step }, agent);
      if (!done.ok) throw new Error(`Refused: ${JSON.stringify(done)}`);
    },
  };
}
