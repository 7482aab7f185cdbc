/** What a demo customer has done to their key. */
export type Condition =
  | 'healthy'
  | 'rotates_yearly'
  | 'rotated_on_demand'
  | 'has_replaced_key'
  | 'disabled'
  | 'canceled_not_enabled'
  | 'pending_7_days'
  | 'pending_14_days'
  | 'pending_30_days'
  | 'denied_while_pending'
  | 'access_never_granted'
  | 'trusts_another_region'
  | 'forgot_generate_data_key'
  | 'forgot_describe_key'
  | 'denied_by_policy'
  | 'lost_decrypt'
  | 'just_denied'
  | 'vendor_role_denied'
  | 'denied_by_organization'
  | 'grants_rotation_status'
  | 'imported'
  | 'material_expiring'
  | 'material_deleted'
  | 'key_store'
  | 'key_store_failing'
  | 'key_store_disconnected'
  | 'multi_region'
  | 'wrong_type'
  | 'unproven';

export type DemoCustomer = {
  name: string;
  region: string;
  timeZone: string;
  awsAccountId: string;
  contact: string;
  condition: Condition;
  /** Its number in our other systems; null where nobody has recorded it. */
  externalId: string | null;
  serviceLevel: string;
  workingDays: readonly number[];
  accountExecutive: string;
  /** The service provider who holds the keys; null where the customer does. */
  provider: string | null;
};

const REGIONS = [
  { region: 'eu-west-1', timeZones: ['Europe/Dublin', 'Europe/Berlin', 'Europe/Stockholm'] },
  { region: 'us-west-2', timeZones: ['America/Los_Angeles', 'America/Denver', 'America/New_York'] },
  { region: 'ap-southeast-2', timeZones: ['Australia/Sydney', 'Pacific/Auckland', 'Australia/Perth'] },
] as const;

const WITH_PROBLEMS: readonly (readonly [string, Condition])[] = [
  ['Northwind Trading', 'pending_7_days'],
  ['Acme Logistics', 'lost_decrypt'],
  ['Globex', 'just_denied'],
  ['Initech', 'unproven'],
  ['Umbra Insurance', 'disabled'],
  ['Wayfare Airlines', 'canceled_not_enabled'],
  ['Contoso Health', 'pending_14_days'],
  ['Fabrikam Motors', 'pending_7_days'],
  ['Tailspin Toys', 'pending_30_days'],
  ['Litware Legal', 'denied_while_pending'],
  ['Proseware', 'access_never_granted'],
  ['Adventure Works', 'access_never_granted'],
  ['Margie Travel', 'trusts_another_region'],
  ['Woodgrove Bank', 'denied_by_policy'],
  ['Alpine Ski House', 'denied_by_policy'],
  ['Lamna Healthcare', 'forgot_generate_data_key'],
  ['Bellows College', 'forgot_describe_key'],
  ['Humongous Insurance', 'vendor_role_denied'],
  ['Relecloud', 'disabled'],
  ['Best For You Organics', 'disabled'],
  ['VanArsdel', 'unproven'],
  ['First Up Consultants', 'rotates_yearly'],
  ['Fourth Coffee', 'rotates_yearly'],
  ['Graphic Design Institute', 'rotates_yearly'],
  ['Lucerne Publishing', 'rotated_on_demand'],
  ['Munson Pickles', 'rotated_on_demand'],
  ['Nod Publishers', 'rotated_on_demand'],
  ['Olive & Vine', 'has_replaced_key'],
  ['Southridge Video', 'has_replaced_key'],
  ['Trey Research', 'has_replaced_key'],
];

const HEALTHY = [
  'Aurora Shipping',
  'Banyan Foods',
  'Blue Yonder Dental',
  'Cedar & Sons',
  'City Power & Light',
  'Coho Winery',
  'Consolidated Messenger',
  'Cypress Analytics',
  'Delphi Robotics',
  'Eastbrook Schools',
  'Fern Hospital Trust',
  'Granite Mutual',
  'Harbour Freight Lines',
  'Iris Optics',
  'Juniper Street Theatre',
  'Kestrel Aerospace',
  'Lighthouse Media',
  'Meridian Biotech',
  'Nimbus Weather',
  'Oakline Furniture',
  'Pelican Ports',
  'Quarry Stone Works',
  'Riverside Credit Union',
  'School of Fine Art',
  'Tamarind Hotels',
  'Ursa Mining',
  'Violet Press',
  'Wide World Importers',
  'Xenia Pharma',
  'Yarrow Gardens',
  'Zephyr Wind Power',
] as const;

/** Keys that differ from the console's defaults. */
const UNCOMMON: readonly (readonly [string, Condition])[] = [
  ['Beacon Pharmacies', 'denied_by_organization'],
  ['Cobalt Reinsurance', 'grants_rotation_status'],
  ['Driftwood Archives', 'imported'],
  ['Ember Diagnostics', 'material_expiring'],
  ['Foxglove Care', 'material_deleted'],
  ['Gable Trust Bank', 'key_store'],
  ['Hawthorn Defence', 'key_store_failing'],
  ['Ironbark Treasury', 'key_store_disconnected'],
  ['Jetty Container Lines', 'multi_region'],
  ['Kiln Ceramics', 'wrong_type'],
];

/** Customers whose setups are under way, with a key that does what it should. */
const SETTING_UP = [
  'Palisade Credit',
  'Thornbury Council',
  'Marlow & Finch',
  'Sable Ridge Energy',
  'Redwater Utilities',
  'Osprey Charter',
  'Ashgrove Dairies',
  'Kingfisher Rail',
  'Bluebell Nurseries',
  'Cinder Forge',
  'Larkspur Academy',
  'Tidewater Marine',
  'Falcon Instruments',
  'Halcyon Studios',
  'Pinecrest Labs',
] as const;

/** A service provider, and the customers whose keys it holds. */
export const DEMO_PROVIDER = 'Summit Managed Services';
const CLIENTS = ['Bayview Dental Group', 'Crestline Dental'] as const;

/** Whose keys are in a custom key store, which is asked only once a second. */
export const IN_KEY_STORE: readonly Condition[] = ['key_store', 'key_store_failing', 'key_store_disconnected'];

/** Customers who leave, or move a workspace: what became of them is in `departure-story.ts`. */
export const DEPARTING = [
  'Contoso Leisure',
  'Wingtip Toys',
  'Lakeshore Press',
  'Blue Heron Mills',
  'Sunfield Farms',
  'Cascade Ferries',
] as const;

/** Whom nobody has given an external ID yet. */
const WITHOUT_EXTERNAL_ID = ['Palisade Credit'];
const WEEKDAYS = [1, 2, 3, 4, 5];
const SERVICE_LEVELS = ['Standard', 'Business', 'Enterprise'];
const ACCOUNT_EXECUTIVES = ['Sofia Almeida', 'Grant Whitaker', 'Mei Tanaka', 'Jonas Lindqvist'];
const CONTACTS = ['Ines Vidal', 'Marcus Thorne', 'Hana Kimura', 'Owen Price', 'Leila Haddad', 'Tomasz Zielinski'];

const pick = (choices: readonly string[], index: number): string => choices[index % choices.length] ?? '';

/** The demo's customers in three regions, the same at every start. */
export const DEMO_CUSTOMERS: readonly DemoCustomer[] = [
  ...WITH_PROBLEMS,
  ...HEALTHY.map((name) => [name, 'healthy'] as const),
  ...UNCOMMON,
  ...[...SETTING_UP, DEMO_PROVIDER, ...CLIENTS, ...DEPARTING].map((name) => [name, 'healthy'] as const),
].map(([name, condition], index) => {
  const place = REGIONS[index % REGIONS.length] ?? REGIONS[0];
  return {
    name,
    condition,
    region: place.region,
    timeZone: pick(place.timeZones, Math.floor(index / REGIONS.length)),
    awsAccountId: String(111_100_000_000 + index + 1),
    contact: pick(CONTACTS, index),
    externalId: WITHOUT_EXTERNAL_ID.includes(name) ? null : `C-${204_817 + ((index * 7919) % 690_000)}`,
    serviceLevel: pick(SERVICE_LEVELS, index * 5 + Math.floor(index / 3)),
    workingDays: index % 11 === 4 ? [...WEEKDAYS, 6] : WEEKDAYS,
    accountExecutive: pick(ACCOUNT_EXECUTIVES, index),
    provider: CLIENTS.some((client) => client === name) ? DEMO_PROVIDER : null,
  };
});
