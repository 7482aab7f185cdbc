import { adviseOn } from '#lib/core/finding/advise.ts';
import type { AdviceSubject } from '#lib/core/finding/advice-words.ts';
import { besideEarlier, type ControlSeen } from '#lib/core/verdict/control.ts';
import { decide, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import type { LatestEvidence, OwnerDescription, PolicyAnswer, PolicyReading } from '#lib/core/finding/evidence.ts';
import type { Finding, FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import {
  aContext,
  aControl,
  after,
  aRecord,
  aRegionView,
  ARN,
  aUsableRecord,
  CATCH_ALL,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  testedAt,
} from '#lib/core/verdict/checks.test-support.ts';

/** One check of a key, with everything that may be looked at when its denials are judged. */
export type Scene = {
  record: KeyRecord;
  report: ProbeReport;
  control: ControlSeen | null;
  roleCoversEveryKey: boolean;
  /** When another customer's key was last allowed every action. */
  othersAllowedAt: Date | null;
  /** How many customers and AWS accounts of the region lost access within half an hour, this one included. */
  deniedTogether: { customers: number; accounts: number };
  incidentSince: Date | null;
  evidence: Partial<LatestEvidence>;
};

export const outcomeOf = (scene: Scene): CheckOutcome => {
  const { record, report, control, roleCoversEveryKey, othersAllowedAt, deniedTogether, incidentSince, evidence } =
    scene;
  const view = aRegionView({ control, others: othersAllowedAt, roleCoversEveryKey, incidentSince });
  const region = { ...view, deniedTogether: { ...deniedTogether, liveKeys: 20 } };
  return decide(record, report, NOW, POLICY, 0.5, aContext(region, evidence));
};

const SUBJECT: AdviceSubject = {
  arn: ARN,
  region: 'eu-west-1',
  vendorAccountId: '444455556666',
  timeZone: null,
  sendsContext: false,
  now: NOW,
};
/** Who has to act on a finding. */
export const actsOn = (item: Finding): string => adviseOn(item, SUBJECT).acts;

/** Findings that say a customer's side denies. */
export const ACCUSING: readonly FindingCode[] = [
  'access_lost',
  'no_access_yet',
  'partial_access',
  'describe_denied',
  'key_not_found',
  'resource_control_policy_denies',
  'presumed_deleted',
  'denied_while_pending_deletion',
];
/** The findings of an outcome that say the customer's side denies, or that call the customer to act. */
export const accusationsIn = ({ findings }: Pick<CheckOutcome, 'findings'>): readonly Finding[] =>
  findings.filter(
    (item) =>
      (ACCUSING.includes(item.code) || actsOn(item) === 'customer') &&
      !saidByOwner(item) &&
      item.code !== 'material_expiring',
  );

/** Whether a finding about a deletion is the owner's own word: it accuses nobody, and it does not wait for our side. */
export const saidByOwner = ({ detail }: Finding): boolean =>
  ('saidBy' in detail && detail.saidBy === 'owner') ||
  ('pending' in detail &&
    (detail.pending?.saidBy === 'owner' || ('ownerSaid' in detail && detail.ownerSaid?.exists === false)));

const minutesAgo = (minutes: number): Date => after(-minutes * MINUTE_MS);
const denials = (denialCount: number, minutes: number) => ({
  check: { denialCount, firstDenialAt: minutesAgo(minutes) },
});
const deleting = (deletionAt: Date) => ({
  verdict: { status: 'unusable', cause: 'pending_deletion' } as const,
  facts: someFacts({ keyState: 'PendingDeletion', deletionAt }),
});

/** What was known of a key before the check. `2 denials, 5 min`: two before this one, the first of them 5 minutes ago. */
export const BEFORE = {
  new: aRecord(),
  'new, 2 denials, 6 min': aRecord(denials(2, 6)),
  usable: aUsableRecord(),
  'usable, tests 25 h old': aUsableRecord({ check: { actions: testedAt(after(-25 * HOUR_MS)) } }),
  'usable, 1 denial, 9 min': aUsableRecord(denials(1, 9)),
  'usable, 2 denials, 4 min': aUsableRecord(denials(2, 4)),
  'usable, 2 denials, 5 min': aUsableRecord(denials(2, 5)),
  'usable, 2 denials, 29 min': aUsableRecord(denials(2, 29)),
  'usable, 2 denials, 30 min': aUsableRecord(denials(2, 30)),
  lost: aUsableRecord({
    verdict: { status: 'unusable', cause: 'access_lost' },
    check: { denialCount: 5, firstDenialAt: minutesAgo(180), actions: testedAt(after(-HOUR_MS), 'denied') },
  }),
  disabled: aUsableRecord({
    verdict: { status: 'unusable', cause: 'key_disabled' },
    facts: someFacts({ keyState: 'Disabled' }),
  }),
  'deletion in 1 day': aUsableRecord(deleting(after(DAY_MS))),
  'deletion in 1 day, confirmed': aUsableRecord({ ...deleting(after(DAY_MS)), ...denials(2, 6) }),
  'deletion due now': aUsableRecord(deleting(NOW)),
  'deletion due now, confirmed': aUsableRecord({ ...deleting(NOW), ...denials(2, 6) }),
  'deletion due, 2 denials, 6 min': aUsableRecord({ ...deleting(after(-DAY_MS)), ...denials(2, 6) }),
} as const satisfies Record<string, KeyRecord>;

/** What our own key in a second vendor account answered when it was asked the same. */
export const CONTROL = {
  none: null,
  allowed: aControl('allowed'),
  denied: aControl(CATCH_ALL),
  'denied for 3 min': besideEarlier(aControl(CATCH_ALL), aControl(CATCH_ALL, minutesAgo(3))),
  disabled: aControl('not_run', NOW, 'Disabled'),
  gone: aControl('denied:not_found', NOW, null),
  throttled: aControl('could_not_tell:throttled', NOW, null),
} as const satisfies Record<string, ControlSeen | null>;

const policy = (answer: PolicyAnswer, asOf = NOW): Partial<LatestEvidence> => ({
  keyPolicy: {
    asOf,
    content: {
      kind: 'key_policy',
      answers: Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, answer])) as PolicyReading['answers'],
      conditionKeys: [],
      grantsForAwsServices: true,
      moreThanNeeded: [],
      ownerKeepsControl: true,
      otherVendorAccounts: [],
    },
  },
});
const described = (keyState: string, deletionAt: Date | null = null): OwnerDescription => ({
  kind: 'describe_key',
  exists: true,
  keyState,
  deletionAt,
  materialExpiresAt: null,
  currentKeyMaterialId: null,
});
const owner = (content: OwnerDescription): Partial<LatestEvidence> => ({ describeKey: { asOf: NOW, content } });

/** What the customer sent of their own key: taken now, unless it says otherwise. */
export const SENT = {
  nothing: {},
  'policy without us': policy('not_granted'),
  'policy denies us': policy('denied'),
  'policy allows us': policy('allowed'),
  'policy with a condition': policy('conditional'),
  'policy without us, 40 min old': policy('not_granted', minutesAgo(40)),
  'key exists': owner(described('Enabled')),
  'key pending deletion': owner(described('PendingDeletion', after(9 * DAY_MS))),
  'no such key': owner({ kind: 'describe_key', exists: false }),
} as const satisfies Record<string, Partial<LatestEvidence>>;
