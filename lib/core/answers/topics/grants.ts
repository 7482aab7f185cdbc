import { blankCommand, editPolicy, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { AWS_SERVICES, DIRECT_USE_WORKS, FAILS, GRANTS } from '#lib/core/answers/vocabulary.ts';
import { list, paragraph, steps } from '#lib/core/text/blocks.ts';

const GRANTS_GUIDE = kmsGuide('Grants in AWS KMS', 'grants');

export const servicesNeedGrants: Topic = {
  id: 'services-need-grants',
  group: 'Access',
  question: 'EBS restores fail with Client.InvalidKMSKey.InvalidState, but direct use of the key works. Why?',
  facts: [
    'Services such as EBS and RDS use the key through grants that they create. They need the second statement of our instructions: kms:CreateGrant, kms:ListGrants and kms:RevokeGrant under the condition kms:GrantIsForAWSResource.',
    'Our direct calls need only the first statement, so they work without the second one.',
    'EC2 gives the same error for a key that is disabled or pending deletion.',
    'An instance that Auto Scaling starts uses the service-linked role of Auto Scaling in our account. That role needs a grant of its own.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'Only the customer can read the key policy and add the missing statement to it.',
  ourSide: [
    'Check the key now. If it is disabled or pending deletion, send the key’s own reply instead.',
    'CreateGrant can’t be tested from our side: “not testable” in Keydesk says nothing about it.',
    'Ask our storage team whether the failed instance was started by Auto Scaling.',
  ],
  reply: {
    subject: 'AWS services cannot use your key through grants',
    parts: [
      paragraph(
        'Services such as Amazon EBS and Amazon RDS do not use the permissions of our direct calls. They create a grant on your key for each volume or database. Most likely the statement that allows this is missing from your key policy, so direct calls succeed while attaching, starting or restoring fails.',
      ),
      steps({
        text: 'Check that the key policy has a second statement for our account: the actions kms:CreateGrant, kms:ListGrants and kms:RevokeGrant, with the condition "Bool": {"kms:GrantIsForAWSResource": "true"}. Also check that no statement with "Effect": "Deny" covers kms:CreateGrant.',
      }),
      paragraph('If that statement is missing:'),
      editPolicy(
        'In a copy, add that second statement to the list "Statement". We send you the exact statement for your region.',
      ),
      paragraph('If it is there, please send us the policy. We then look further on our side.'),
    ],
  },
  references: [
    GRANTS_GUIDE,
    kmsGuide('Default key policy: services integrated with AWS KMS', 'key-policy-default'),
    {
      title: 'Amazon EBS encryption',
      url: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html',
    },
  ],
  signs: [
    [9, /invalidkmskey|inaccessible (aws )?kms key|kms key .{0,20}incorrect state/],
    [7, AWS_SERVICES, FAILS, DIRECT_USE_WORKS],
    [4, AWS_SERVICES, /creategrant|grantisforawsresource|client error on launch|client\.internalerror/],
    [5, /second statement|attachment of persistent resources|grantisforawsresource/],
    [8, /creategrant|grantisforawsresource/, /need|why|what for|without|remov|drop|leave out|really|necessary|missing/],
  ],
};

export const grantOrPolicy: Topic = {
  id: 'grant-or-policy',
  group: 'Access',
  question: 'Is a grant for your account enough, instead of a statement in the key policy?',
  facts: [
    'A grant can allow another account the operations of our first statement. It can’t allow kms:ListGrants or kms:RevokeGrant, and it never overrides a Deny.',
    'A grant has one grantee and applies to one key. Its creation is a CreateGrant event, and the key policy doesn’t show it.',
    'Anybody who may revoke grants can end our access without a change to the policy.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'The customer adds the statements to the key policy. A grant doesn’t replace them.',
  ourSide: ['Ask our platform team before you accept a grant in place of the policy.'],
  reply: {
    subject: 'A grant or the key policy',
    parts: [
      paragraph(
        'We need the statements in the key policy. A grant can allow our account to encrypt and decrypt with your key, but it does not replace them:',
      ),
      list(
        'A grant cannot allow kms:ListGrants and kms:RevokeGrant, which are a part of the second statement in our instructions.',
        'A grant is not visible in the key policy, and access ends when it is retired or revoked, for example in a cleanup of grants.',
        'A grant only allows. A statement with "Effect": "Deny" in the key policy still applies.',
      ),
      editPolicy(
        'In a copy, add both statements for our account to the list "Statement". We send you the exact statements for your region.',
      ),
      paragraph('Please leave existing grants on the key as they are: AWS services may be using them.'),
    ],
  },
  references: [GRANTS_GUIDE, kmsGuide('Key policies in AWS KMS', 'key-policies')],
  signs: [
    [
      7,
      GRANTS,
      /instead|enough|suffic|rather than|prefer|\bboth\b|\bonly\b|\balone\b|\bnot (a |by |via |through )?grants?\b|\b(versus|vs\.?) (a |the )?(key )?(grants?|polic)|\bover (a |the )?(\w+ )?(polic|statement)|\bor (a |the |in the )?(key )?polic|alternativ|without (a |the |any |an )?(\w+ )?(polic|statement)|replace .{0,20}(polic|statement)|in place of|(use|give|create|issue|make) (you )?(a |an )?(kms )?grants?\b/,
    ],
  ],
};

export const grantExpiry: Topic = {
  id: 'grant-expiry',
  group: 'Access',
  question: 'Do grants on a key expire?',
  facts: [
    'No. A grant lasts until it is retired or revoked, or until the key is deleted.',
    'AWS services retire their own grants when the resource no longer needs them.',
    'A grant token is for the first minutes, until the grant is known everywhere in KMS. It isn’t the grant.',
    'A key has at most 50,000 grants by default.',
  ],
  acts: 'nobody',
  confidence: 'certain',
  actsBecause: 'This explains how AWS works. There is nothing to do.',
  ourSide: ['If grants are missing, somebody removed them: use the answer about revoked grants.'],
  reply: {
    subject: 'How long a grant lasts',
    parts: [
      paragraph(
        'Grants do not expire. A grant lasts until it is retired or revoked, or until the key is deleted. AWS services such as Amazon EBS retire the grants that they created when they no longer need them, so many grants on a key are normal.',
      ),
      paragraph(
        'Please do not revoke a grant that you do not recognize before you have asked us: the resource that uses it may no longer start or be restored. If a grant that was there is now missing, the events RetireGrant and RevokeGrant in your CloudTrail show who removed it.',
      ),
    ],
  },
  references: [GRANTS_GUIDE, kmsGuide('Retire and revoke grants', 'grant-delete')],
  signs: [
    [
      7,
      GRANTS,
      /expir|lifetime|life ?span|how long|time limit|valid (for|until)|run out|ran out|\bttl\b|forever|permanent|renew|\bend\b|stop working|invalid|\blasts?\b|time out/,
    ],
  ],
};

export const policyChangeDelay: Topic = {
  id: 'policy-change-delay',
  group: 'Access',
  question: 'How fast does a change to the key policy take effect?',
  facts: [
    'KMS is eventually consistent: a change to a key, its policy or its state is usually effective within seconds, in some cases after several minutes. A grant usually takes less than five minutes.',
    'Permissions by alias or tag can take up to five minutes after the alias or tag was changed.',
    'While a change spreads, some calls can get the old answer and some the new one.',
  ],
  acts: 'vendor',
  confidence: 'certain',
  actsBecause: 'We check the key again some minutes after the change.',
  ourSide: [
    'Check the key again some minutes after the time of the change. Still denied then: use the answer about a denial after the statement was added.',
  ],
  reply: {
    subject: 'When a change to your key takes effect',
    parts: [
      paragraph(
        'A change to a key, its policy or its grants usually takes effect after seconds, in some cases only after several minutes, because AWS KMS is eventually consistent. Until then, some calls can still get the old answer. There is nothing to restart in AWS KMS, and saving the policy a second time does not speed it up.',
      ),
      paragraph(
        'Running systems can notice a change later than that, because they keep decrypted data keys in memory for a time.',
      ),
      steps(
        { text: 'Tell us the time in UTC at which you saved the change. We then check the key again.' },
        {
          text: 'If the key is still denied some minutes later, send us the saved policy. This command only reads it:',
          verbatim: blankCommand('get-key-policy', ' --policy-name default --query Policy --output text'),
        },
      ),
    ],
  },
  references: [
    kmsGuide('AWS KMS eventual consistency', 'accessing-kms'),
    kmsGuide('Troubleshoot ABAC for AWS KMS', 'troubleshooting-tags-aliases'),
  ],
  signs: [
    [
      7,
      /how (fast|soon|quick(ly)?|long|much time) .{0,60}(effect|appl(y|ies|ied)|propagat|active|work|visible|see|notice|recogni|pick)|(when|how) (does|do|will|is|are) .{0,50}(take effect|effective|active|propagat|apply|live)|when (does|do|will|can) .{0,40}work|how (fast|soon|quick(ly)?) (after|is|are|do|does|will|can)|how (long|much time) (do|does|will) .{0,40}(chang|edit|updat)\w* .{0,20}take|how many (seconds|minutes)/,
      /polic|statement|permission|grant|change|enabl|alias|tag|unblock/,
    ],
    [5, /(delay|wait)\w* .{0,40}(polic|statement|permission)|(polic|statement|permission).{0,40}(delay|wait)/],
    [5, /propagat|eventual(ly)? consisten|takes? effect|in effect (now|yet|already)/],
    [
      4,
      /instant(ly)?|immediate(ly)?|right away|at once|in real time|delay|\blags?\b/,
      /polic(y|ies) (change|edit|update)|(chang|edit|updat)\w* .{0,20}polic|grant/,
    ],
    [
      5,
      /(active|effective|live|applied|in place) (yet|now|already)/,
      /key polic|(our|the) polic|policy (chang|edit|updat)|statement|permission|grant/,
    ],
    [3, /\bright now|\bjust (now )?(chang|add|edit|updat|sav|fix)|(seconds?|minutes?) ago/, /polic|statement|grant/],
  ],
};
