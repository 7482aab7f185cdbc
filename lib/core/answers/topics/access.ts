import { askIfIntended, blankCommand, editPolicy, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { ACCESS, CLOUDTRAIL, FAILS, KEY_POLICY, LOCKED_OUT, POLICY, ROOT } from '#lib/core/answers/vocabulary.ts';
import { list, paragraph, steps } from '#lib/core/text/blocks.ts';

const KEY_POLICIES = kmsGuide('Key policies in AWS KMS', 'key-policies');
const CROSS_ACCOUNT = kmsGuide(
  'Allow users in other accounts to use a KMS key',
  'key-policy-modifying-external-accounts',
);

export const stillDenied: Topic = {
  id: 'still-denied',
  group: 'Access',
  question: 'We added your account to the key policy. Why is it still denied?',
  facts: [
    'AWS gives the same answer for a missing statement, a missing action, an unmet condition, a Deny, another region or a missing key.',
    'The key policy must name the account of the customer’s hosting region. Each of our regions has its own account.',
    'Permission in an IAM policy of the customer’s account has no effect on us: another account needs the key policy.',
    'A change to a key policy usually works within seconds, sometimes minutes.',
  ],
  acts: 'one_of_several',
  confidence: 'one_of_several',
  actsBecause: 'The denial alone doesn’t say whose policy it is. The key’s page compares it with our own side.',
  ourSide: [
    'Check the key now. Its page says which actions are denied and whether our own side was checked.',
    'Ask for get-key-policy and add it to the key as evidence: Keydesk compares it with what was denied.',
  ],
  reply: {
    subject: 'What to check when your key policy allows our account',
    parts: [
      paragraph(
        'AWS answers in the same way for several reasons. Please check these, in the policy of the key itself and in the region in which we host you:',
      ),
      list(
        'The principal is the account that we use in your region. We use a different account in each region.',
        'The statement is in the key policy. An IAM policy in your account does not give another account access to a key.',
        'All actions are there: kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey* and kms:DescribeKey.',
        'No condition excludes our calls, such as kms:ViaService, kms:EncryptionContext, aws:SourceIp, aws:SourceVpce or aws:PrincipalOrgID.',
        'No statement with "Effect": "Deny" covers our account or these actions.',
        'No resource control policy of your AWS organization denies accounts outside of it. The administrators of its management account can see that.',
        'It is the key whose ARN you sent us.',
      ),
      steps({
        text: 'Send us the policy. This command only reads it:',
        verbatim: blankCommand('get-key-policy', ' --policy-name default --query Policy --output text'),
      }),
      paragraph(
        'The denied calls themselves are recorded only in our account, so you cannot find them in your CloudTrail. We gladly send you their times and request IDs.',
      ),
    ],
  },
  references: [CROSS_ACCOUNT, kmsGuide('Troubleshoot key access', 'policy-evaluation')],
  signs: [
    [4, KEY_POLICY, ACCESS, FAILS],
    [
      4,
      /(added|allowed|gave|granted|entered|put) (you|your account|your role|the statement|the account|the permission)/,
      FAILS,
    ],
    [3, /still (denied|deny|denies|fails|failing|get|not)/, POLICY],
    [3, /accessdenied|not authorized to perform|access denied/],
    [12, /(explicit deny in an?|no) resource-based polic/],
    [
      4,
      POLICY,
      FAILS,
      /\b(looks?|is|are|seems?|appears?) (right|correct|fine|ok|good|complete|in order|as (you|documented|described))/,
    ],
    [
      5,
      /(describekey|encrypt|decrypt|generatedatakey|reencrypt)\w* .{0,20}(works?|succeeds?|allowed|ok|fine)\b.{0,40}(describekey|encrypt|decrypt|generatedatakey|reencrypt)/,
    ],
  ],
};

export const deniedCallNotLogged: Topic = {
  id: 'denied-call-not-logged',
  group: 'Access',
  question: 'You say that your call was denied, but our CloudTrail has no such event. Why?',
  facts: [
    'AWS records a denied call from another account only in the caller’s account: in ours. Calls that were allowed are in both.',
    'So a missing event in their trail shows nothing. Give principal, action, UTC time and request ID from the key’s page.',
  ],
  acts: 'vendor',
  confidence: 'certain',
  actsBecause: 'We send what only our account recorded.',
  ourSide: [
    'Copy action, time and request ID of the denied calls from the key’s page, or send the key’s own reply, which contains them.',
  ],
  reply: {
    subject: 'Why your CloudTrail does not show our denied calls',
    parts: [
      paragraph(
        'AWS records a denied call from another account only in the account that made the call, so our denied calls are in our CloudTrail and cannot be in yours. Calls that were allowed appear in both. We send you the principal, the action, the time in UTC and the request ID of each denied call.',
      ),
      paragraph('What your CloudTrail does show is what changed:'),
      list(
        'PutKeyPolicy: the key policy was replaced.',
        'DisableKey and ScheduleKeyDeletion: the key was disabled, or its deletion was scheduled.',
        'RevokeGrant: a grant was removed.',
      ),
    ],
  },
  references: [kmsGuide('Log AWS KMS API calls with AWS CloudTrail', 'logging-using-cloudtrail')],
  signs: [
    [
      6,
      CLOUDTRAIL,
      /no (such |denied )?(events?|accessdenied|denials?|entr|calls?|traces?|record|log)|not (there|in|see|find|show|contain)|can(no|')t (find|see)|don't (see|find)|nothing|missing|empty|do not (see|find)|doesn't (show|contain)/,
    ],
    [3, CLOUDTRAIL, /denied|denial|accessdenied|reject|fail/],
  ],
};

export const lockedOut: Topic = {
  id: 'locked-out',
  group: 'Access',
  question: 'We locked ourselves out of our own key policy. Who can change it now?',
  facts: [
    'A key policy without a statement for the owner’s account or an existing administrator can’t be changed by anybody in the account. Only AWS Support can help the owner.',
    'AWS’s check against such a policy can be switched off in PutKeyPolicy. Never suggest that.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'Only the owner of the account can ask AWS Support for their key.',
  ourSide: ['If our statement is still in the policy, the key keeps working for us: check it now.'],
  reply: {
    subject: 'When nobody can change your key policy',
    parts: [
      paragraph(
        'If no principal in your account may change the key policy any more, only AWS Support can restore access to it, at the request of the owner of the account. We have no permission to change your key.',
      ),
      steps(
        { text: 'Open a case with AWS Support from the account that owns the key, and name the key and the region.' },
        {
          text: 'In your CloudTrail, look for the last PutKeyPolicy event of this key. It contains the policy and who wrote it.',
        },
        { text: 'Do not disable the key and do not schedule its deletion: data that it protects still needs it.' },
      ),
    ],
  },
  references: [kmsGuide('Default key policy', 'key-policy-default'), KEY_POLICIES],
  signs: [
    [12, LOCKED_OUT, /polic|\bkeys?\b|\bkms\b|\bcmk\b/],
    [2, LOCKED_OUT, KEY_POLICY],
    [
      7,
      POLICY,
      /reject|refus|fail|complain|warn|malformed|error/,
      /(could|can|would|will) ?(not|n't|no longer|never)( be able to)? (change|update|edit|manage)/,
    ],
  ],
};

export const whyAccountRoot: Topic = {
  id: 'why-account-root',
  group: 'Access',
  question: 'Why should our key policy trust your whole account instead of one role?',
  facts: [
    'A principal that ends with root means the account, not its root user. It allows nothing by itself: IAM in our account must allow a role as well.',
    'A named role is stored by its unique ID, so it stops working when the role is re-created.',
    'A condition on aws:PrincipalArn limits the account to certain roles. It compares the ARN, so it still matches a re-created role.',
  ],
  acts: 'nobody',
  confidence: 'certain',
  actsBecause: 'This explains our instructions. There is nothing to do.',
  ourSide: ['Ask our security team before you promise a narrower principal.'],
  reply: {
    subject: 'Why your key policy names our account',
    parts: [
      paragraph(
        'The principal that ends with root stands for our account as a whole, not for its root user. It does not by itself allow anybody in our account to use your key: a role needs the permission of our own IAM policies too.',
      ),
      paragraph(
        'We recommend the account because AWS stores a named role by its unique ID. If such a role is ever re-created, your statement names a role that no longer exists, and access is denied until you edit the policy. You can see every call that used your key in your CloudTrail, and you can narrow the statement to the actions in our instructions.',
      ),
      paragraph(
        'If your rules require a limit to certain roles, please write to us before you set one. Keep our account as the principal and add a condition on aws:PrincipalArn with the ARNs that we send you: it compares the ARN and still matches a role that was re-created. A condition that leaves out one of our roles denies that role.',
      ),
    ],
  },
  references: [CROSS_ACCOUNT],
  signs: [
    [
      5,
      ROOT,
      /why|security|concern|instead|trust|allow|audit|too|need|necessary|policy/,
      /polic|account|\brole|\barn\b|principal|trust|:root|\bkeys?\b|privileg|permission/,
    ],
    [3, /least privilege/],
    [
      5,
      /(limit|restrict|narrow|lock|pin|reduc|scope)\w*\b.{0,40}\b(you|your|one|single|certain|specific|particular|individual)\b.{0,20}\broles?\b/,
    ],
    [
      5,
      /(limit|restrict|narrow|scope)\w*\b.{0,40}\b(principals?\b.{0,20}\broles?|use|access|usage)\b.{0,20}\broles?\b|(restrict|limit)\w* (the |our )?(principal|statement) to/,
    ],
    [4, /\b(one|single|specific|particular|exact) role\b/, /account|polic|\broot\b|principal|statement/],
    [4, /which (of your |role|roles|principal)/, /use|uses|access|call/],
    [4, /(only|just) (to )?(one|a|a single|this|that|certain|specific|your \w+) (of your )?roles?\b/],
  ],
};

export const accessRemoved: Topic = {
  id: 'access-removed',
  group: 'Access',
  question: 'We removed your account from the key policy for a while. What happens to our backups?',
  facts: [
    'Without the statement, new backups and restores fail from the next call on. Nothing is deleted, and access comes back with the statement.',
    'Running jobs may go on for a time with data keys in memory.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'Only the customer can restore the statement, and only they know whether removing it was intended.',
  ourSide: [
    'Record with the customer until when it is meant to last.',
    'If they leave us, the offboarding decides, not this text.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'While our account may not use your key',
    parts: [
      paragraph(
        'While the key policy does not allow our account, our service can neither protect new data with your key nor read data that it protects. Backups and restores fail until the statement is back. This deletes nothing.',
      ),
      askIfIntended('the statement for our account was removed'),
      editPolicy(
        'Only if it was removed by mistake, or is needed again: in a copy, add the statement for our account to the list "Statement". We send you the exact statement for your region.',
      ),
    ],
  },
  references: [CROSS_ACCOUNT],
  signs: [
    [5, /(remov|delet|revok|took|withdr)\w* (your|the) (account|access|statement|permission|principal)s?/],
    [5, /(take|took|taking|taken|kick|cut|throw|threw)\w* (away (you|your|the) \w+|(you|your \w+) (out|off|away)\b)/],
    [
      4,
      /(remov|block|suspend|paus|disabl|withdr[ae]w|cut|stopp?|revok|end)\w* (off )?(your|the vendor's) (access|permissions?)/,
    ],
    [3, /(remov|block|suspend)\w* access/],
    [
      7,
      /\byour (access|account|statement|permissions?) (was|were|is|has been|have been|got) (\w+ )?(removed|revoked|paused|suspended|blocked|withdrawn|taken away|deleted|cut off)/,
    ],
  ],
};
