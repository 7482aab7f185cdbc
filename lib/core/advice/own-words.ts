import { namesVendor } from '#lib/core/denial.ts';
import { ownSideLines } from './denial-words.ts';
import { actionsWords, contextWords, CROSS_ACCOUNT, KEY_STATES, type Acts, type Words } from './words.ts';

const inconclusive = (headline: string, cause: string, acts: Acts = 'nobody'): Words => ({
  acts,
  headline: () => headline,
  cause: () => `${cause} This says nothing about the key: the verdict before it stands, and ages.`,
  settles: () => 'The next check that KMS answers.',
});

/** What is wrong on our own side, what could not be told, and what is only worth noting. */
export const OWN_WORDS = {
  vendor_permission_fault: {
    acts: 'vendor',
    headline: (detail) =>
      (detail.denials ?? []).some(namesVendor)
        ? `Our own permissions deny ${actionsWords(detail)}.`
        : `Most likely our own permissions deny ${actionsWords(detail)}.`,
    cause: ({ denials = [] }, { region }) =>
      denials.some(namesVendor)
        ? `AWS names a policy on our side (identity policy, boundary, session, service control or VPC endpoint policy) for the role of ${region}.`
        : `The same action is denied on our own control key in ${region}, so the fault is most likely on our side: the role, its policies, or the organisation’s.`,
    because: (detail) =>
      detail.control === 'passed'
        ? [
            'The same action on our control key was allowed, so the role works there: its scope does not cover this key.',
          ]
        : ownSideLines(detail),
    settles: () => 'The same action tried by the same role on a key of ours.',
    steps: () => [
      { text: 'Do not write to the customer about this.' },
      { text: 'Give the message and request id below to the people who run our AWS accounts.' },
    ],
    reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  },
  region_incident: {
    acts: ({ confidence }) => (confidence === 'one_of_several' ? 'one_of_several' : 'vendor'),
    headline: ({ customersTurned = 0 }) =>
      `Held: ${customersTurned} customers of this region lost access within half an hour.`,
    cause: (_, subject) =>
      `So many at once are one fault until shown otherwise, most likely ours or AWS’s. Denials are laid on nobody while our own side is looked at first; a key’s own state still counts at once.${contextWords(subject)}`,
    because: ownSideLines,
    settles: () => 'The same actions on our control key, and half an hour without the others.',
    steps: (_, { region }) => [
      { text: 'Do not write to these customers about their policies.' },
      { text: `Give the messages and request ids below to the people who run our AWS accounts, for ${region}.` },
      { text: 'Look at the AWS Health Dashboard for KMS in this region.' },
    ],
    reference: 'https://health.aws.amazon.com/health/status',
  },
  control_broken: {
    acts: 'vendor',
    headline: () => 'Our control key of this region cannot speak.',
    cause: ({ control }) =>
      control === 'contradicted'
        ? 'It is denied what another customer’s key is allowed, so its own policy is at fault. Until it is mended, denials here can be laid on nobody surely.'
        : 'It is disabled, pending deletion or gone: a bad state of its own, and no incident. Until it is mended, our own side of a denial here is not ruled out.',
    steps: (_, { region }) => [
      { text: `Mend the control key that HOSTING_REGIONS names for ${region}: enable it, or let our role in again.` },
    ],
    reference: KEY_STATES,
  },
  vendor_credentials_fault: inconclusive(
    'We could not sign in to AWS ourselves.',
    'Our role for this region could not be assumed, its credentials were refused, or our clock is wrong.',
    'vendor',
  ),
  throttled: inconclusive(
    'Could not be checked: AWS is throttling us.',
    'Our account has asked KMS too often in this region, or we held back to spare the customer’s key store.',
  ),
  timed_out: inconclusive(
    'Could not be checked: KMS did not answer in time.',
    'The check was ended after its time limit.',
  ),
  unreachable: inconclusive(
    'Could not be checked: KMS could not be reached.',
    'The connection to KMS in this region failed.',
  ),
  kms_fault: inconclusive(
    'Could not be checked: KMS answered with an error that tells nothing of the key.',
    'AWS reports a fault of its own, or an error that Keydesk does not know. Its name is in the grid.',
  ),
  malformed_answer: inconclusive(
    'Could not be checked: the answer was not one of KMS’s.',
    'Something between us and KMS answered in its place, or answered about another key.',
  ),
  rotation_not_visible: {
    acts: 'nobody',
    headline: () => 'The rotation schedule is not visible to us.',
    cause: () =>
      'kms:GetKeyRotationStatus is outside the standard policy, and nothing needs it. Rotations themselves are seen by the key material that DescribeKey names.',
    settles: () => 'The customer’s own list-key-rotations, or the permission.',
  },
  more_access_than_needed: {
    acts: 'customer',
    headline: () => 'The policy that the customer sent gives us more than we need.',
    cause: ({ moreThanNeeded = [] }) =>
      `${moreThanNeeded.length > 0 ? `It allows our account ${moreThanNeeded.join(', ')}. ` : ''}We use none of it, and do not ask for it.`,
    settles: () => 'A newer copy of the policy.',
    steps: () => [{ text: 'Suggest that the customer narrows the statement to the five actions that backups need.' }],
    reference: CROSS_ACCOUNT,
  },
  never_checked: {
    acts: 'nobody',
    headline: () => 'Not checked yet.',
    cause: () => 'Nothing is known about this key until KMS has been asked once.',
    settles: () => 'The first check.',
  },
  permission_tests_overdue: {
    acts: 'nobody',
    headline: () => 'The permission tests are missing or older than 24 hours.',
    cause: () =>
      'Usable is said only of a key that is seen enabled, with every tested permission allowed within 24 hours.',
    settles: () => 'One check that KMS answers in full.',
  },
} as const satisfies Record<string, Words>;
