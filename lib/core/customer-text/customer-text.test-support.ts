import { customerText } from '#lib/core/customer-text/customer-text.ts';
import type { CustomerText, CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import type { TextSubject } from '#lib/core/text/text-subject.ts';
import { CONFIDENCES, type Confidence } from '#lib/core/finding/status.ts';
import { findingRecord, type FindingCode } from '#lib/core/finding/all-findings.ts';
import {
  aFinding,
  after,
  ARN,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  testedAt,
  type DetailWords,
} from '#lib/core/verdict/checks.test-support.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';

export const SUBJECT: TextSubject = {
  customerName: 'Acme Logistics',
  contactName: 'Dana Ruiz',
  arn: ARN,
  awsAccountId: '111122223333',
  region: 'eu-west-1',
  regionName: 'Europe (Ireland)',
  vendorAccountId: '444455556666',
  timeZone: 'Australia/Sydney',
  encryptionContextKeys: null,
  principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
  replyTo: 'reply to this ticket',
};
/** Little is known, and a context is sent. */
export const SPARSE: TextSubject = {
  ...SUBJECT,
  contactName: null,
  regionName: null,
  timeZone: null,
  principalArn: null,
  encryptionContextKeys: ['tenant'],
};

export const FULL: DetailWords = {
  actions: ['GenerateDataKey', 'Decrypt'],
  othersAllowed: true,
  deletionAt: after(7 * DAY_MS + 4 * HOUR_MS),
  pendingDeletionWindowDays: 30,
  materialExpiresAt: after(3 * DAY_MS),
  keyState: 'Suspended',
  wasThere: true,
  denialCount: 2,
  confirmAt: after(5 * MINUTE_MS),
  denials: ['cross_account_catch_all'],
  control: 'passed',
  otherCustomersAllowed: true,
  customersDenied: 4,
  roleCoversEveryKey: true,
  saidBy: 'us',
  asOf: after(-DAY_MS),
  lastUsableAt: after(-DAY_MS),
  lastDescribedAt: after(-HOUR_MS),
  failure: { at: after(-HOUR_MS), action: 'Decrypt', errorName: 'KMSInternalException' },
  loss: { describedAt: after(-DAY_MS), says: 'not_yet', at: after(6 * DAY_MS), bound: 'shortest_wait' },
  policyCopy: {
    asOf: after(-HOUR_MS),
    lacks: ['Decrypt'],
    conditionKeys: ['kms:ViaService', 'kms:EncryptionContext'],
  },
  moreThanNeeded: ['kms:PutKeyPolicy', 'kms:*'],
  productionErrors: [
    {
      asOf: after(-HOUR_MS),
      errorName: 'AccessDeniedException',
      action: 'Decrypt',
      deniedBy: null,
      ourTest: { testedAt: NOW, result: 'allowed' },
    },
  ],
};
export const DETAILS: readonly DetailWords[] = [
  FULL,
  {},
  {
    actions: [],
    deletionAt: null,
    pendingDeletionWindowDays: null,
    materialExpiresAt: null,
    confirmAt: null,
    loss: null,
    ownerSaid: null,
    policyCopy: null,
    productionErrors: [],
  },
  // All dates have passed.
  {
    ...FULL,
    deletionAt: after(-DAY_MS),
    materialExpiresAt: NOW,
    confirmAt: NOW,
    othersAllowed: false,
    control: 'absent',
  },
];

export const DENIED: CustomerTextInput['denied'] = [
  {
    action: 'GenerateDataKey',
    at: NOW,
    requestId: '0f0f0f0f-1111-2222-3333-444444444444',
    errorName: 'AccessDeniedException',
  },
  { action: 'CreateGrant', at: NOW, requestId: null, errorName: 'AccessDeniedException' },
];

export const verdictOfCause = (code: FindingCode): Verdict => ({
  status: findingRecord(code).status ?? 'attention',
  cause: code,
});

export const anInput = (given: Partial<CustomerTextInput> = {}): CustomerTextInput => ({
  subject: SUBJECT,
  ownershipProven: true,
  neededAgain: false,
  verdict: { status: 'usable', cause: null },
  findings: [],
  denied: DENIED,
  inRegionIncident: false,
  pendingSetup: false,
  isOld: false,
  dependents: null,
  wasUsable: true,
  notUsableSince: null,
  deadlineAt: null,
  materialExpiresAt: null,
  rotatedAt: null,
  stateSeenAt: given.lastConclusiveAt ?? NOW,
  tests: testedAt(NOW),
  testsRefused: false,
  reallyMade: [],
  lastProofAt: null,
  lastConclusiveAt: NOW,
  lastAttemptFailed: false,
  checkEveryMinutes: 15,
  now: NOW,
  ...given,
});

export const inputOf = (
  code: FindingCode,
  confidence: Confidence,
  detail: DetailWords = FULL,
  given: Partial<CustomerTextInput> = {},
): CustomerTextInput =>
  anInput({ verdict: verdictOfCause(code), findings: [aFinding(code, confidence, detail)], ...given });

export type Sent = Extract<CustomerText, { kind: 'text' }>;

/** The reply, which has to exist. */
export function sent(input: CustomerTextInput): Sent {
  const text = customerText(input);
  if (text.kind !== 'text') throw new Error(`Blocked: ${text.reason}`);
  return text;
}
export const bodyOf = (...given: Parameters<typeof inputOf>): string => sent(inputOf(...given)).body;
/** A reply in one line, to find words that may be wrapped. */
/**
 * A text without the date that AWS gave when a hidden deletion was last seen: it is told as what was seen then, and is no
 * deadline.
 */
export const withoutDateSeen = (text: string): string =>
  text.replaceAll(
    /(AWS reported the deletion for|You told us[^.]* is scheduled for deletion,) not before [^.]+\./g,
    '$1.',
  );

export const unwrapped = (body: string): string => body.replaceAll(/\s+/g, ' ');

/** Every variant of a finding's reply, with and without details. */
export const everyInputOf = (code: FindingCode): CustomerTextInput[] =>
  [SUBJECT, SPARSE].flatMap((subject) =>
    CONFIDENCES.flatMap((confidence) =>
      DETAILS.flatMap((detail) =>
        [{}, { denied: [] }, { lastConclusiveAt: after(-HOUR_MS), lastAttemptFailed: true }].map((given) =>
          inputOf(code, confidence, detail, { subject, ...given }),
        ),
      ),
    ),
  );
export const everyTextOf = (code: FindingCode): Sent[] =>
  everyInputOf(code)
    .map((input) => customerText(input))
    .filter((text) => text.kind === 'text');

/** The commands in a reply, in order. */
export const commandsIn = (body: string): string[] =>
  body
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('aws '));

/** The JSON values in a reply: statements and policies. */
export function jsonIn(body: string): unknown[] {
  const blocks = body.match(/^ {2}\{\n(?:^ {2}.*\n)*^ {2}\},?$/gm) ?? [];
  return blocks.flatMap((block) => JSON.parse(`[${block.replace(/,$/, '')}]`) as unknown[]);
}
