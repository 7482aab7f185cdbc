import { editPolicy, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { KEY_POLICY, MOVED_ORGANIZATION } from '#lib/core/answers/vocabulary.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';

const GLOBAL_CONDITION_KEYS = {
  title: 'AWS global condition context keys',
  url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
};

export const callerCondition: Topic = {
  id: 'caller-condition',
  group: 'Access',
  question: 'Our key policy has a condition on the caller, such as MFA. Does that block you?',
  facts: [
    'Our services call KMS with a role and never sign in with MFA, so aws:MultiFactorAuthPresent is never true for them.',
    'In an Allow, an unmet condition has the same effect as a missing statement. In a Deny, it refuses us whatever else the policy allows.',
    'The same is true of other conditions on the caller: aws:PrincipalOrgID, aws:PrincipalTag, aws:PrincipalArn, aws:SourceIdentity.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'The condition is in the customer’s policy. Only they can exempt our account from it.',
  ourSide: [
    'Ask for get-key-policy and add it to the key as evidence: Keydesk compares its conditions with what was denied.',
    'Ask our security team before you tell a customer the ARN of a role.',
  ],
  reply: {
    subject: 'A condition on the caller in your key policy',
    parts: [
      paragraph(
        'Our service calls AWS KMS with a role, without a person who signs in. It therefore cannot meet a condition that requires multi-factor authentication (aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge). Conditions on your own organization, tags or users (aws:PrincipalOrgID, aws:PrincipalTag, aws:SourceIdentity) exclude our account in the same way, whether they are in the statement for our account or in a statement with "Effect": "Deny".',
      ),
      editPolicy(
        'In a copy, take our account out of the condition: leave the condition out of the statement for our account, and exempt our account in a Deny statement (for example with aws:PrincipalAccount). Keep the condition for the people and accounts of your own.',
      ),
      paragraph('Please tell us when this is done. We then check the key again.'),
    ],
  },
  references: [
    GLOBAL_CONDITION_KEYS,
    {
      title: 'Secure API access with MFA',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html',
    },
  ],
  signs: [
    [
      8,
      /\bmfa\b|multi-?\s?factor|\b2fa\b|two-factor|principaltag|sourceidentity/,
      /polic|\bkeys?\b|\bkms\b|\bcmk\b|condition|principal|statement|\bcalls?\b/,
    ],
    [8, /principalorg(id|paths?)|principalarn|principalaccount/, KEY_POLICY],
  ],
};

export const movedOrganization: Topic = {
  id: 'moved-organization',
  group: 'Access',
  question: 'Our AWS account was moved to another organization. Does that affect the key?',
  facts: [
    'The key keeps its ARN, key policy, grants and state. The account keeps its number.',
    'Policies of the former organization stop applying, and those of the new one apply at once: a resource control policy of the new organization can deny us.',
    'Conditions that name the former organization no longer match: aws:PrincipalOrgID and aws:PrincipalOrgPaths.',
    'A StackSet of the former organization can remove what it created in the account, depending on its settings.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause:
    'The policies are those of the customer’s new organization. If our tests still pass, there is nothing to do.',
  ourSide: [
    'Check the key now. If everything is allowed, say so and send nothing else.',
    'Compare the first denial in the key’s history with the time of the move.',
    'If the customer changed its legal owner too, a new contact needs verification.',
  ],
  reply: {
    subject: 'Your key after a move to another AWS organization',
    parts: [
      paragraph(
        'A move to another AWS organization changes neither the key nor its ARN, its policy or the number of your account. What changes are the policies around it: those of the former organization no longer apply, and those of the new organization do.',
      ),
      steps(
        {
          text: 'Ask the administrators of the new organization whether a resource control policy for AWS KMS denies accounts outside of the organization. If so, ask them to exempt our account (aws:PrincipalAccount) for the actions that our service needs.',
        },
        {
          text: 'Look in the key policy for conditions that name your former organization (aws:PrincipalOrgID, aws:PrincipalOrgPaths), and tell us what you find. Please send us the policy before you change it.',
        },
        {
          text: 'In your CloudTrail, look for the events PutKeyPolicy, DisableKey and ScheduleKeyDeletion of this key since the move. Tools of either organization can have written them.',
        },
        { text: 'Tell us the date of the move. We then check the key again.' },
      ),
    ],
  },
  references: [
    {
      title: 'Resource control policies',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
    },
    GLOBAL_CONDITION_KEYS,
    kmsGuide('Resource control policies in AWS KMS', 'resource-control-policies'),
  ],
  signs: [
    [
      5,
      MOVED_ORGANIZATION,
      /back-?ups?\b|\brestores?\b|control tower|landing zone|\baccount|\bkeys?\b|\baws\b|\bkms\b|\bcmk\b|denied|access/,
    ],
    [5, MOVED_ORGANIZATION, /principalorg/],
  ],
};
