import { editPolicy, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import {
  CONTEXT,
  DENIED_BY_CALLERS_POLICY,
  DENIED_BY_RCP,
  DENIED_BY_SCP,
  FAILS,
  NETWORK,
  NO_OTHER_POLICY_NAMED,
  ORGANIZATION,
  POLICY,
  RCP,
  SCP,
  VIA_SERVICE,
} from '#lib/core/answers/vocabulary.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';
import { actionWords } from '#lib/core/text/commands.ts';
import { exemptingCondition } from '#lib/core/text/key-policy.ts';

const ACCESS_DENIED = {
  title: 'Troubleshoot access denied error messages',
  url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
};
const CONDITION_KEYS = kmsGuide('AWS KMS condition keys', 'conditions-kms');

export const resourceControlPolicy: Topic = {
  id: 'resource-control-policy',
  group: 'Access',
  question: 'The error says “explicit deny in a resource control policy”. Whose policy is that?',
  facts: [
    'A resource control policy (RCP) limits what anybody may do with the resources of an organization’s member accounts, whatever the key policy allows. It grants nothing. The organization that owns the key has it, so it is the customer’s.',
    'It is changed in the management account of that organization, or in an account to which it delegated this. It has no effect on keys in the management account itself.',
    'A service control policy binds the principals of the caller’s organization. So that one would be ours.',
    'Typical: an identity perimeter with aws:PrincipalOrgID that denies everybody outside of the organization.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause:
    'The administrators of the customer’s AWS organization must exempt our account. The owners of the key often can’t.',
  ourSide: [
    'The exemption is by aws:PrincipalAccount with our account of their region, which is on the page Regions. It has to cover every action that our service needs, not only the denied one.',
    'Read the error again: resource control policy is theirs, service control policy is ours.',
    'Add the error to the key as evidence.',
  ],
  reply: {
    subject: 'A resource control policy of your organization denies our account',
    parts: [
      paragraph(
        'The error names a resource control policy. Such a policy belongs to the AWS organization that owns the key, and it can deny accounts outside of the organization whatever the key policy allows. Your key policy can stay as it is.',
      ),
      steps(
        {
          text: 'Please forward this to the administrators of your AWS organization. The policy is changed in its management account, or in an account to which it delegated this. The administrators of the key usually cannot change it.',
        },
        {
          text: `Ask them to exempt our account (aws:PrincipalAccount) for ${actionWords(REQUIRED_ACTIONS)}. We send you the number of our account in your region. An example for a statement that denies everybody outside of your AWS organization (only the line with aws:PrincipalAccount is new, and everything else stays as it is):`,
          verbatim: exemptingCondition('<our account in your region>'),
        },
        { text: 'Tell us when this is done. We then check the key again.' },
      ),
    ],
  },
  references: [
    {
      title: 'Resource control policies',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
    },
    kmsGuide('Resource control policies in AWS KMS', 'resource-control-policies'),
    ACCESS_DENIED,
  ],
  signs: [
    [7, RCP],
    [12, DENIED_BY_RCP],
    [3, ORGANIZATION, NO_OTHER_POLICY_NAMED, POLICY, FAILS],
    [4, ORGANIZATION, NO_OTHER_POLICY_NAMED, /den(y|ies|ied)|block|external|outside|foreign|guardrail/],
    [3, ORGANIZATION, NO_OTHER_POLICY_NAMED, /explicit deny/],
  ],
};

export const serviceControlPolicy: Topic = {
  id: 'service-control-policy',
  group: 'Access',
  question: 'The error says “explicit deny in a service control policy”. Is that ours?',
  facts: [
    'A service control policy binds the principals of the organization that the caller’s account belongs to. In nearly all errors that customers send us the caller is our role, so the policy is ours and we act.',
    'The same is true of “identity-based policy”, “permissions boundary”, “session policy” and “VPC endpoint policy” in the error.',
    'Only where the customer’s own user or role is the caller in the error is it their organization’s policy.',
  ],
  acts: 'vendor',
  confidence: 'likely',
  actsBecause:
    'The policy binds the caller, which is our role in the usual case. So our organization’s policy denies it.',
  ourSide: [
    'Compare the account ID after “User:” in the error with our account of that region, on the page Regions. If it is ours, send the text without its last paragraph.',
    'If the error names the ARN of the policy, compare its organization ID (o-…) with ours. AWS names the ARN only where the caller is in the same organization.',
    'Give the error, with time and request ID, to our platform team. Other customers of the region are probably affected.',
  ],
  reply: {
    subject: 'A service control policy, and whose it is',
    parts: [
      paragraph(
        'A service control policy limits the accounts of the organization that makes the call. Our service calls AWS KMS with a role in our own account, so in the usual case the policy is ours: we correct it, and you do not need to change anything.',
      ),
      paragraph(
        'It is different only if the error names a user or a role in your own account as the caller. Then it is a policy of your AWS organization, and its administrators can tell you what it denies.',
      ),
    ],
  },
  references: [
    {
      title: 'Service control policies',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    },
    ACCESS_DENIED,
    {
      title: 'Access denied error messages with policy ARNs',
      url: 'https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns/',
    },
  ],
  signs: [
    [7, SCP],
    [12, DENIED_BY_SCP],
    [12, DENIED_BY_CALLERS_POLICY],
    [4, DENIED_BY_CALLERS_POLICY, /explicit deny|allows the/],
  ],
};

export const encryptionContext: Topic = {
  id: 'encryption-context',
  group: 'Access',
  question: 'Our key policy requires an encryption context, or it changed. What do you send?',
  facts: [
    'A condition on kms:EncryptionContext allows only calls with exactly these names and values, in upper and lower case.',
    'Data can be decrypted only with the context with which it was encrypted: InvalidCiphertextException otherwise. A new context applies to new data only.',
    'The context is readable in CloudTrail, so it contains no secrets.',
  ],
  acts: 'one_of_several',
  confidence: 'one_of_several',
  actsBecause: 'The condition is the customer’s, the context that we send is ours. They have to match.',
  ourSide: [
    'Look on the page Regions which context we send in that region.',
    'If our context was changed, that is ours to correct: older data still needs the old one.',
  ],
  reply: {
    subject: 'The encryption context of our calls',
    parts: [
      paragraph(
        'A statement with a condition on kms:EncryptionContext allows only calls that send exactly the names and values it requires; upper and lower case count. AWS answers in the same way as if the statement were missing. Data can be decrypted only with the context with which it was encrypted.',
      ),
      steps(
        {
          text: 'Tell us which names and values the condition in your key policy requires, and when it was last changed (event PutKeyPolicy in your CloudTrail).',
        },
        {
          text: 'Please do not remove the condition yet. We compare it with the context that we send and tell you which side has to change.',
        },
      ),
    ],
  },
  references: [CONDITION_KEYS, kmsGuide('Encryption context', 'encrypt_context')],
  signs: [
    [6, CONTEXT],
    [2, CONTEXT, FAILS],
  ],
};

export const networkCondition: Topic = {
  id: 'network-condition',
  group: 'Access',
  question: 'Our key policy allows only our network, VPC endpoint or AWS services. Does that block you?',
  facts: [
    'Conditions such as aws:SourceIp, aws:SourceVpce, aws:SourceVpc and kms:ViaService also apply to our account, and we call from our own network.',
    'kms:ViaService allows only calls that an AWS service makes for us. Our direct calls don’t meet it.',
    '“VPC endpoint policy” in an error is another thing: it belongs to the caller, which is us.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'The condition is in the customer’s policy. Only they can exempt our statement from it.',
  ourSide: [
    'Ask our platform team before you name network addresses or endpoints of ours.',
    'Ask for get-key-policy and add it as evidence.',
  ],
  reply: {
    subject: 'Conditions in your key policy that exclude our calls',
    parts: [
      paragraph(
        'Our calls come from our own AWS account and network. A condition on your network addresses (aws:SourceIp), on your VPC or VPC endpoint (aws:SourceVpc, aws:SourceVpce) or on an AWS service (kms:ViaService) therefore excludes them, whether it is in the statement for our account or in a statement with "Effect": "Deny".',
      ),
      editPolicy(
        'In a copy, take our account out of the condition: leave the condition out of the statement for our account, and exempt our account in a Deny statement (for example with aws:PrincipalAccount). Keep the conditions for your own accounts.',
      ),
    ],
  },
  references: [CONDITION_KEYS],
  signs: [
    [4, NETWORK, POLICY],
    [5, /sourcevpce?|sourceip|viaservice|calleraccount/],
    [3, NETWORK, FAILS],
    [4, NETWORK, /\b(key|kms|cmk)\b/],
    [3, VIA_SERVICE, POLICY],
  ],
};
