import { SETUP_STEPS, type SetupStep } from '#lib/core/setup/stage.ts';
import type { OwnershipProof } from '#lib/core/customer/customer.ts';
import type { DemoActor } from './demo-staff.ts';
import { DEPARTING, type Condition, type DemoCustomer } from './customers.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** One workspace of a setup. Its steps are done up to one, or all of them. Workspaces of a region share a key. */
export type LinePlan = { workspace: string; region: string; waitsAt: SetupStep | null; receivedAt: Date };

/** What else staff did with a setup, at the end. */
export type PlannedEnd =
  | { kind: 'held'; untilAt: Date; reason: string }
  | { kind: 'withdrawn'; reason: string }
  | { kind: 'handed_over'; to: DemoActor; note: string }
  | { kind: 'ownership_withdrawn'; reason: string };

/** How the setup of a demo customer went. What lies after the demo's start has not happened yet. */
export type SetupPlan = {
  customer: DemoCustomer;
  askedAt: Date;
  ticket: string;
  agent: DemoActor;
  proof: Exclude<OwnershipProof, 'account'>;
  /** What was decided about data under our own key; null where there is none. */
  existingData: string | null;
  lines: readonly LinePlan[];
  end: { at: Date; what: PlannedEnd } | null;
};

/** Whether a line has a step behind it. */
export const isBehind = ({ waitsAt }: LinePlan, step: SetupStep): boolean =>
  waitsAt === null || SETUP_STEPS.indexOf(step) < SETUP_STEPS.indexOf(waitsAt);

/** A working day, so many days before or on the day before a weekend; minutes after 08:00 UTC. */
export function officeTime(start: Date, daysAgo: number, minutes: number): Date {
  const day = new Date(start.getTime() - daysAgo * DAY);
  const weekend = { 0: 2, 6: 1 }[day.getUTCDay()] ?? 0;
  day.setUTCDate(day.getUTCDate() - weekend);
  day.setUTCHours(8, minutes, (minutes * 37) % 60, 0);
  return day;
}

/** Keys that never worked: their setups wait for the customer. */
const NEVER_WORKED: Readonly<Partial<Record<Condition, SetupStep>>> = {
  unproven: 'ownership',
  access_never_granted: 'ownership',
  trusts_another_region: 'tests',
  forgot_generate_data_key: 'tests',
  forgot_describe_key: 'tests',
  wrong_type: 'tests',
};

/** Whom a person, not the key, shows to be the holder: nobody but the owner can read this key. */
const EXCEPTED = ['Proseware'];

/** Workspaces beside the first one, each in its region. */
const MORE_WORKSPACES: Readonly<Record<string, readonly (readonly [name: string, region: string])[]>> = {
  'Banyan Foods': [['archive', 'us-west-2']],
  'Granite Mutual': [['claims', 'ap-southeast-2']],
  'Tamarind Hotels': [['bookings', 'us-west-2']],
  'Wide World Importers': [
    ['americas', 'us-west-2'],
    ['apac', 'ap-southeast-2'],
  ],
  'Zephyr Wind Power': [['turbines', 'ap-southeast-2']],
};

type Told = Partial<Omit<SetupPlan, 'customer' | 'lines'>> & {
  waitsAt?: SetupStep | null;
  receivedAt?: Date;
  lines?: readonly LinePlan[];
};

/** The setups under way, by customer. */
function underWay(start: Date): Readonly<Record<string, Told>> {
  const ago = (ms: number): Date => new Date(start.getTime() - ms);
  const office = (daysAgo: number, minutes: number): Date => officeTime(start, daysAgo, minutes);
  return {
    'Palisade Credit': { waitsAt: 'customer', askedAt: ago(26 * HOUR) },
    'Thornbury Council': { waitsAt: 'instructions', askedAt: ago(5 * HOUR) },
    'Marlow & Finch': { waitsAt: 'key', askedAt: office(27, 75) },
    'Sable Ridge Energy': { waitsAt: 'key', askedAt: office(3, 140) },
    'Redwater Utilities': { askedAt: office(2, 65), receivedAt: ago(16 * MINUTE) },
    'Osprey Charter': { waitsAt: 'tests', askedAt: office(4, 200), receivedAt: ago(3 * HOUR) },
    'Ashgrove Dairies': { waitsAt: 'our_side', askedAt: office(6, 95), receivedAt: ago(5 * HOUR) },
    'Kingfisher Rail': { waitsAt: 'clear', askedAt: office(5, 20), receivedAt: ago(7 * HOUR) },
    'Bluebell Nurseries': { waitsAt: 'told', askedAt: office(8, 310), receivedAt: ago(9 * HOUR) },
    // Told on the day before, so that the first backup is not late yet; that of Halcyon Studios is.
    'Cinder Forge': { waitsAt: 'first_backup', askedAt: office(9, 45), receivedAt: ago(30 * HOUR) },
    'Larkspur Academy': {
      waitsAt: 'key',
      askedAt: office(15, 190),
      end: {
        at: office(8, 260),
        what: {
          kind: 'held',
          untilAt: new Date(start.getTime() + 16 * DAY),
          reason: 'Their cloud team is away over the holidays. They asked us to wait.',
        },
      },
    },
    'Tidewater Marine': {
      waitsAt: 'key',
      askedAt: office(20, 130),
      end: {
        at: office(6, 340),
        what: { kind: 'withdrawn', reason: 'They stay with our key until their merger is done.' },
      },
    },
    'Falcon Instruments': {
      waitsAt: 'key',
      askedAt: office(11, 15),
      end: {
        at: office(2, 400),
        what: {
          kind: 'handed_over',
          to: 'Priya Approver',
          note: 'I am away from tomorrow. They have the instructions and wait for their security review on Thursday.',
        },
      },
    },
    'Halcyon Studios': {
      askedAt: office(12, 55),
      lines: [
        { workspace: 'emea', region: 'eu-west-1', waitsAt: 'first_backup', receivedAt: office(6, 20) },
        { workspace: 'americas', region: 'us-west-2', waitsAt: 'our_side', receivedAt: ago(4 * HOUR) },
        { workspace: 'apac', region: 'ap-southeast-2', waitsAt: 'key', receivedAt: start },
      ],
    },
    'Pinecrest Labs': {
      waitsAt: 'first_backup',
      askedAt: office(16, 80),
      receivedAt: office(9, 35),
      end: {
        at: office(1, 290),
        what: {
          kind: 'ownership_withdrawn',
          reason: 'Their security team says that this AWS account belongs to a former subsidiary.',
        },
      },
    },
    'Bayview Dental Group': { askedAt: office(30, 100), receivedAt: office(26, 60) },
    // An approver, because the key protects another customer of the same provider already.
    'Crestline Dental': {
      waitsAt: 'our_side',
      agent: 'Priya Approver',
      askedAt: office(5, 150),
      receivedAt: ago(6 * HOUR),
    },
    'Margie Travel': {
      lines: [
        { workspace: 'us', region: 'us-west-2', waitsAt: null, receivedAt: office(14, 40) },
        { workspace: 'eu', region: 'eu-west-1', waitsAt: 'tests', receivedAt: office(2, 90) },
      ],
      askedAt: office(19, 30),
    },
    Initech: { waitsAt: 'ownership', askedAt: office(7, 220), receivedAt: office(3, 110) },
    VanArsdel: { waitsAt: 'ownership', askedAt: office(10, 250), receivedAt: office(5, 170) },
    'Adventure Works': { waitsAt: 'ownership', askedAt: office(8, 85), receivedAt: office(4, 215) },
    Proseware: { waitsAt: 'tests', askedAt: office(13, 10), receivedAt: office(6, 125) },
    'Lamna Healthcare': { askedAt: office(9, 160), receivedAt: office(3, 50) },
    'Bellows College': { askedAt: office(12, 235), receivedAt: office(5, 75) },
    'Kiln Ceramics': { askedAt: office(6, 185), receivedAt: office(2, 145) },
  };
}

/** How each customer's setup went, from their place in the list: the same at every start of a demo. */
export function setupPlans(customers: readonly { customer: DemoCustomer; index: number }[], start: Date): SetupPlan[] {
  const stories = underWay(start);
  return customers.map(({ customer, index }) => {
    const { name, region, condition } = customer;
    const daysAgo = 14 + ((index * 11) % 57);
    const old = DEPARTING.some((one) => one === name);
    const told =
      stories[name] ?? (old ? { askedAt: officeTime(start, 75, index), receivedAt: officeTime(start, 68, index) } : {});
    const receivedAt = told.receivedAt ?? officeTime(start, daysAgo - 3 - (index % 4), (index * 47) % 240);
    const waitsAt = told.waitsAt ?? NEVER_WORKED[condition] ?? null;
    const more = MORE_WORKSPACES[name] ?? [];
    const first = more.length === 0 && index % 3 === 0 ? 'production' : 'main';
    return {
      askedAt: officeTime(start, daysAgo, (index * 53) % 300),
      ticket: `#${48_100 + index * 7}`,
      agent: index % 5 === 0 ? 'Priya Approver' : 'Aidan Agent',
      existingData: index % 9 === 4 ? 'Backups made so far stay under our own key until they expire.' : null,
      end: null,
      ...told,
      customer,
      proof: proofOf(customer),
      lines:
        told.lines ??
        [[first, region] as const, ...more].map(([workspace, place], line) => ({
          workspace,
          region: place,
          waitsAt,
          // After the first key has proven the account, which then covers the others.
          receivedAt: new Date(receivedAt.getTime() + line * 15 * MINUTE),
        })),
    };
  });
}

/** A few proved by a ciphertext: one can't show us a description, the others don't want to change it. */
function proofOf({ name, condition }: DemoCustomer): SetupPlan['proof'] {
  if (EXCEPTED.includes(name)) return 'exception';
  const byCiphertext = condition === 'forgot_describe_key' || ['Riverside Credit Union', 'Ursa Mining'].includes(name);
  return byCiphertext ? 'ciphertext' : 'description_code';
}
