import { expect, it } from 'vitest';
import {
  ACKNOWLEDGED,
  anInput,
  arnOf,
  BACKED_UP,
  daysAgo,
  hoursAgo,
  known,
  oldKey,
  ORDERED,
  OWNER,
  RELEASED,
  REJECTED,
  ROLLED_BACK,
  textOf,
  WAITING,
  ZERO,
} from './replacement-texts.test-support.ts';

const COUNTS = known({ ...ZERO, restore_points: 1204, legal_holds: 3 });
const PARTLY = known({ restore_points: 88, archives: 0, jobs: 0 }, daysAgo(3));
const OREGON = {
  workspace: 'Production US',
  region: 'us-west-2',
  ...oldKey({ arn: arnOf(3, 'us-west-2') }),
  newKey: { arn: arnOf(4, 'us-west-2'), awsAccountId: OWNER },
};
const ARCHIVE = {
  workspace: 'Archive',
  ...oldKey({ arn: arnOf(5) }),
  newKey: { arn: arnOf(6), awsAccountId: OWNER },
};
const PENDING = oldKey({ keyState: 'PendingDeletion', deletionAt: daysAgo(-9), seenAt: hoursAgo(0.2) });
const DISABLED = oldKey({ keyState: 'Disabled', seenAt: hoursAgo(3) });

/** Whole texts, for a person to read. A change of words shows here what customers read. */
const GOLDEN = {
  question_to_contact: textOf('question_to_contact', { ...anInput({}), contactName: null, unconfirmed: true }),
  answer_to_asker: textOf('answer_to_asker', { ...anInput({}), contactName: null, unconfirmed: true }),
  instructions: textOf('instructions', {
    ...anInput(WAITING, { ...OREGON, ...WAITING }),
    plannedFor: daysAgo(-12),
  }),
  'instructions-old-key-disabled': textOf('instructions', anInput({ ...WAITING, ...DISABLED })),
  received: textOf('received', anInput({})),
  'received-other-account': textOf(
    'received',
    anInput({ newKey: { arn: arnOf(2, 'eu-west-1', '222233334444'), awsAccountId: '222233334444' } }),
  ),
  switched: textOf('switched', anInput({ ...BACKED_UP, dependents: COUNTS })),
  'switched-under-way': textOf('switched', anInput({ ...ORDERED, switchedAt: hoursAgo(1) })),
  'switched-2-of-3': textOf(
    'switched',
    anInput(
      { ...BACKED_UP, dependents: COUNTS },
      { ...ARCHIVE, ...ACKNOWLEDGED, acknowledgedAt: hoursAgo(5), dependents: PARTLY },
      OREGON,
    ),
  ),
  'switched-old-key-pending-deletion': textOf('switched', anInput({ ...BACKED_UP, ...PENDING, dependents: COUNTS })),
  both_stay: textOf('both_stay', anInput({ ...BACKED_UP, dependents: COUNTS })),
  'both_stay-zero-for-5-days': textOf(
    'both_stay',
    anInput({ ...BACKED_UP, dependents: known(ZERO, hoursAgo(2), daysAgo(5)) }),
  ),
  released: textOf('released', anInput(RELEASED)),
  'released-1-of-2': textOf('released', anInput(RELEASED, { ...ARCHIVE, ...BACKED_UP, dependents: PARTLY })),
  rolled_back: textOf('rolled_back', anInput({ ...ROLLED_BACK, newDependents: known({ restore_points: 6 }) })),
  rejected: textOf('rejected', anInput(REJECTED)),
  'rejected-cannot-accept': textOf('rejected', anInput({ rejectedWhy: 'cannot_accept' })),
};

it.each(Object.entries(GOLDEN))('the text %s is the one that was approved', async (name, { subject, body }) => {
  await expect(`Subject: ${subject}\n\n${body}`).toMatchFileSnapshot(`./golden/${name.replaceAll('_', '-')}.txt`);
});
