import { blankCommand, editPolicy, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import {
  ACCESS,
  FAILS,
  FLIPS,
  GRANTS,
  INFRASTRUCTURE_CODE,
  KEY_POLICY,
  POLICY,
  RE_CREATED,
  REVOKED,
  ROLE,
  UNIQUE_ID,
} from '#lib/core/answers/vocabulary.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';

const KEY_POLICIES = kmsGuide('Key policies in AWS KMS', 'key-policies');
const GRANTS_GUIDE = kmsGuide('Grants in AWS KMS', 'grants');

export const policyFlips: Topic = {
  id: 'policy-flips',
  group: 'Access',
  question: 'Your access to our key disappears again and again, and nobody edits the key. What is it?',
  facts: [
    'A key has exactly one key policy, and PutKeyPolicy replaces it whole. Two writers overwrite each other.',
    'Typical pairs: the argument policy of the Terraform resource aws_kms_key and a separate aws_kms_key_policy; code and an edit in the console; two pipelines; a script or AWS Config remediation that resets the policy every night.',
    'A successful check doesn’t show that it is over: the next run of the other writer removes the statement again.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause:
    'Only the customer can see and settle who writes the policy. The PutKeyPolicy events in their CloudTrail prove it.',
  ourSide: [
    'Look in the key’s history: do denials begin and end at the same time of day?',
    'If other customers of the region lose access at the same times, look at our side first.',
  ],
  reply: {
    subject: 'Your key policy is overwritten by two writers',
    parts: [
      paragraph(
        'A KMS key has exactly one key policy, and every PutKeyPolicy replaces it whole. When two places maintain it, they overwrite each other in turn, and one of them does not contain the statement for our account. Typical pairs are the policy argument of the Terraform resource aws_kms_key and a separate aws_kms_key_policy, or Terraform and an edit in the AWS console.',
      ),
      steps(
        {
          text: 'In your CloudTrail, look for the PutKeyPolicy events of this key. They settle it: each one shows the time, who or what wrote the policy, and the policy itself.',
        },
        { text: 'Decide on one place that maintains the policy, and take it out of the other one.' },
        { text: 'Keep the statement for our account in that one place, beside all other statements that you need.' },
        { text: 'Run the other writer once more, and tell us. We then check the key again.' },
      ),
      paragraph(
        'One successful check does not show that this is solved: please look at the events after the next scheduled run as well.',
      ),
    ],
  },
  references: [
    { title: 'PutKeyPolicy', url: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html' },
    KEY_POLICIES,
  ],
  signs: [
    [5, FLIPS, INFRASTRUCTURE_CODE],
    [4, FLIPS, KEY_POLICY],
    [3, FLIPS, POLICY],
    [3, FLIPS, ACCESS],
    [4, INFRASTRUCTURE_CODE, POLICY],
    [3, /aws_kms_key_policy/],
    [6, INFRASTRUCTURE_CODE, /remov|delet|drop|los(e|es|t|ing)|wip|overwr|disappear|strip|gone/],
    [3, INFRASTRUCTURE_CODE, ACCESS],
    [2, /nobody|no one|we (did not|didn't|never)|without (us|anyone)/, FLIPS],
    [4, /drift/],
  ],
};

export const recreatedRole: Topic = {
  id: 'recreated-role',
  group: 'Access',
  question: 'You re-created your role with the same name. Our key policy names it as before. Why is it denied?',
  facts: [
    'A key policy stores a role as its unique ID (AROA…; AIDA… for a user). A re-created role has a new ID, also with the same name and ARN, so the statement still names the deleted one.',
    'GetKeyPolicy then shows the AROA… ID instead of the ARN.',
    'Writing the ARN again stores the new ID. Naming our account’s root instead lasts: IAM in our account then decides which role may use the key.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'Only the customer can change their key policy. Where we re-created our role, we caused it and say so.',
  ourSide: [
    'Ask our platform team whether and when the role was re-created. Send this text only if it was: it says that we caused it.',
    'If it was not, ask the customer for get-key-policy and add it as evidence.',
    'Every customer whose policy names the role is affected: look for others in that region.',
  ],
  reply: {
    subject: 'Your key policy names our former role',
    parts: [
      paragraph(
        'We re-created our role, and that is the cause. A key policy stores a role by its unique ID, not by its name. The new role has the same name and the same ARN but another ID, so your policy still names the deleted role. AWS shows that ID, which begins with AROA, in place of the ARN. We apologize for the work that this causes you.',
      ),
      editPolicy(
        'In a copy, find the statement for us whose principal begins with AROA (or shows the ARN of our role). Write the ARN again there, or better: write the root of our account, which stays valid if a role is ever re-created. We tell you the exact principal for your region.',
      ),
      paragraph('Please tell us when this is done. We then check the key again.'),
    ],
  },
  references: [
    {
      title: 'AWS JSON policy elements: Principal',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    },
    KEY_POLICIES,
  ],
  signs: [
    [6, ROLE, RE_CREATED],
    [5, UNIQUE_ID],
    [2, ROLE, FAILS, RE_CREATED],
    [3, /same (name|arn)/],
  ],
};

export const revokedGrants: Topic = {
  id: 'revoked-grants',
  group: 'Access',
  question: 'We revoked grants on the key that nobody knew. What were they?',
  facts: [
    'AWS services such as EBS and RDS create grants for us when they use the key for a resource. Revoking a grant deletes it for good.',
    'What is attached goes on running. A service needs a new grant when the resource is attached, started or restored, and creates one then if the key policy allows kms:CreateGrant with kms:GrantIsForAWSResource.',
    'Whether a restart is enough differs by service. Direct calls, which the key policy allows, don’t use these grants.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause:
    'The customer checks that the policy allows services to create grants. Which resources must be attached again can be our action.',
  ourSide: [
    'CreateGrant can’t be tested from our side: “not testable” in Keydesk says nothing about it.',
    'Ask our storage team which resources have to be attached or restored again, and when that can happen.',
  ],
  reply: {
    subject: 'The grants on your key',
    parts: [
      paragraph(
        'Most likely AWS services made those grants for us: services such as Amazon EBS and Amazon RDS create a grant on your key for each resource that it protects. A revoked grant is deleted and stays deleted. What is running keeps running, but a service makes a new grant when the resource is attached or started again, and a restore needs one too.',
      ),
      steps(
        {
          text: 'Please revoke no further grants for now. To see those that exist, run:',
          verbatim: blankCommand('list-grants'),
        },
        {
          text: 'Check that the key policy allows our account kms:CreateGrant, kms:ListGrants and kms:RevokeGrant under the condition kms:GrantIsForAWSResource. Without it, services cannot create the new grants.',
        },
        {
          text: 'Tell us when this is so and which grants were revoked, with their times (event RevokeGrant in your CloudTrail). We then say which resources have to be attached or started again. This differs by service.',
        },
      ),
    ],
  },
  references: [
    GRANTS_GUIDE,
    kmsGuide('Retire and revoke grants', 'grant-delete'),
    kmsGuide('Condition key kms:GrantIsForAWSResource', 'conditions-kms'),
  ],
  signs: [
    [6, GRANTS, REVOKED],
    [4, /revokegrant|retiregrant/],
    [3, GRANTS, /unknown|nobody|who|what are|what is|strange|many|hundreds|thousands|service/],
    [2, GRANTS, FAILS],
    [3, GRANTS, /back|again|restor|need|may we|can we|use\b/],
  ],
};
