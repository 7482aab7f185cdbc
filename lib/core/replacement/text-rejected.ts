import type { RejectReason } from './text-input.ts';
import type { Scene, StagedLine } from './text-stage.ts';

type Said = { why: (one: StagedLine) => string; next: (one: StagedLine, scene: Scene) => string };

/** The key may not be proven to be the customer's yet, so no reason tells a state, a permission or another holder (H16). */
const REASONS: Readonly<Record<RejectReason, Said>> = {
  same_key: {
    why: () =>
      'you sent us the ARN of the old key. A rotation by AWS KMS keeps the ARN, so there is nothing to switch.',
    next: () => 'If you created a new key, please send us its ARN.',
  },
  other_region: {
    why: ({ region }) =>
      `the key that you sent us is not in ${region.code}. A key must be in the region of its workspace.`,
    next: ({ region }) => `Please create a new key in ${region.code}, and send us its ARN.`,
  },
  cannot_accept: {
    why: () => 'we cannot accept this key for this workspace.',
    next: (_, { replyTo }) => `Please ${replyTo}, so that we can find out together what to do.`,
  },
  tests_failed: {
    why: ({ region }) =>
      `our tests of this key failed. The usual reasons: its policy does not have both statements for our account ${region.vendorAccountId}, or names our account of another region; the key is not enabled; it is not a symmetric key for Encrypt and decrypt; or a condition, a statement with "Effect": "Deny" or a resource control policy denies our calls.`,
    next: (_, { replyTo }) =>
      `Please compare the new key with our instructions, correct what differs, and ${replyTo}. We then test the key again. If you change its policy, save the present policy first, and leave every other statement as it is.`,
  },
  not_confirmed: {
    why: () => 'no contact of yours whom we had verified before has confirmed the request.',
    next: (_, { replyTo }) =>
      `Please ${replyTo}, and tell us when we can reach one of your verified contacts. We ask that contact in the way that we have on record; the reply itself is not enough.`,
  },
  unverified_request: {
    why: () => 'the request did not come from a contact of yours whom we have verified.',
    next: () => 'Please have one of your verified contacts send us the request.',
  },
};

const of = (one: StagedLine): Said | null => (one.stage.step === 'rejected' ? REASONS[one.stage.why] : null);

/** What to do next about a key that we don't switch to. */
export const rejectedNext = (one: StagedLine, scene: Scene): string => of(one)?.next(one, scene) ?? '';

/** Why we don't switch to a key. */
export const rejectedBecause = (one: StagedLine): string => of(one)?.why(one) ?? '';
