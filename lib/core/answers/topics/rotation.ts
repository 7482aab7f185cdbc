import { blankCommand, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import {
  ALIAS,
  AUTOMATIC,
  AWS_MANAGED,
  BREAKS_WHAT,
  FAILS,
  KEY_TYPE,
  MOVED,
  NEW_KEY,
  OLD_DATA,
  OLD_KEY,
  ON_DEMAND,
  RE_ENCRYPT_ALL,
  ROTATE,
} from '#lib/core/answers/vocabulary.ts';
import { list, paragraph, steps } from '#lib/core/text/blocks.ts';

const ROTATION = kmsGuide('Rotate AWS KMS keys', 'rotate-keys');
const MANUAL_ROTATION = kmsGuide('Rotate keys manually', 'rotate-keys-manually');

export const rotationAndOldData: Topic = {
  id: 'rotation-and-old-data',
  group: 'Rotation and other keys',
  question: 'After a rotation of our key the old backups no longer decrypt. Does rotation do that?',
  facts: [
    'No. Automatic and on-demand rotation keep the ARN, the key ID and the policy. KMS keeps all older key material until the key is deleted and chooses the right one at Decrypt.',
    'Something else changed at that time: an alias was pointed at another key, a new key was created (“manual rotation”), or the policy was replaced.',
    'Imported material is the exception to look at: if any of its materials expires or is deleted, the key can’t be used.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'The customer finds out in their CloudTrail what else changed at that time.',
  ourSide: [
    'Check the key now, and look at its section Rotation: a new material there is the rotation.',
    'Ask for the exact error. IncorrectKeyException means that data was encrypted with another key.',
  ],
  reply: {
    subject: 'A rotation does not affect older data',
    parts: [
      paragraph(
        'A rotation keeps the ARN, the key ID and the policy of the key, and AWS KMS keeps all older key material. It chooses the right material by itself when it decrypts, so a rotation, automatic or on demand, does not affect older backups, and nothing has to be encrypted again.',
      ),
      paragraph(
        'If older backups cannot be decrypted, something else probably changed at that time. Please look in your CloudTrail around the first failure for:',
      ),
      list(
        'UpdateAlias, CreateAlias or DeleteAlias: an alias was pointed at another key.',
        'CreateKey: a new key took the place of the old one. The old key must stay enabled for older data.',
        'PutKeyPolicy: the key policy was replaced.',
        'DisableKey, ScheduleKeyDeletion or DeleteImportedKeyMaterial.',
      ),
      steps(
        { text: 'Send us what you find, with the times, and the exact error of one failed backup.' },
        { text: 'Send us the rotations of the key:', verbatim: blankCommand('list-key-rotations') },
      ),
    ],
  },
  references: [ROTATION, kmsGuide('On-demand key rotation', 'rotating-keys-on-demand')],
  signs: [
    [5, ROTATE, OLD_DATA],
    [4, ON_DEMAND, ROTATE],
    [6, ROTATE, /key material|kept|\bkeeps?\b|still (there|valid|usable)/],
    [3, ROTATE, FAILS],
    [6, ROTATE, /decrypt|unreadable|re-?encrypt|lose|lost|readable/],
    [5, ROTATE, RE_ENCRYPT_ALL],
    [3, /rotatekeyondemand|enablekeyrotation/],
  ],
};

export const automaticRotation: Topic = {
  id: 'automatic-rotation',
  group: 'Rotation and other keys',
  question: 'May we turn on automatic rotation? Do we have to tell you?',
  facts: [
    'Automatic and on-demand rotation break nothing: they change neither ARN nor policy, and older data stays readable. The customer needn’t tell us.',
    'Nothing has to be encrypted again. KMS chooses the right material at Decrypt.',
    'A manual rotation is a new key with a new ARN. We have to know it before, and the old key must stay usable.',
    'Rotation isn’t available for asymmetric keys, HMAC keys and keys in custom key stores. Imported material can be rotated on demand only.',
  ],
  acts: 'nobody',
  confidence: 'certain',
  actsBecause: 'Nothing has to be done for automatic or on-demand rotation.',
  ourSide: ['Without kms:GetKeyRotationStatus we can’t see the schedule. “Not visible to us” doesn’t mean off.'],
  reply: {
    subject: 'Rotating your key',
    parts: [
      paragraph(
        'You can turn on automatic rotation, or rotate the key on demand, without telling us. The ARN, the key ID and the policy stay the same, and AWS KMS keeps the older key material for existing data. Nothing breaks, and you do not have to encrypt anything again.',
      ),
      paragraph(
        'Creating a new key in place of the old one is different: it has a new ARN. Please write to us before you do that, and keep the old key enabled, because existing data still needs it.',
      ),
    ],
  },
  references: [ROTATION, kmsGuide('Enable automatic key rotation', 'rotating-keys-enable'), MANUAL_ROTATION],
  signs: [
    [4, AUTOMATIC, ROTATE],
    [
      3,
      ROTATE,
      /may we|can we|\bmind\b|\bok(ay)?\b|problem|should we|do we (have|need)|how often|inform|tell you|notice|allowed|recommend|policy requires|compliance|(turn|switch)(ed)? on|enable|activat/,
    ],
    [2, ROTATE],
    [8, ROTATE, BREAKS_WHAT],
    [5, RE_ENCRYPT_ALL],
  ],
};

export const movedAlias: Topic = {
  id: 'moved-alias',
  group: 'Rotation and other keys',
  question: 'We pointed our alias at a new key. Do you still need the old one?',
  facts: [
    'Moving an alias re-encrypts nothing. Data stays bound to the key that encrypted it, so the old key behind the alias must stay enabled.',
    'We register the ARN of a key, not an alias: our service goes on with the old key until the customer and we agree on the new one.',
    'Names that use the alias fail for older data with IncorrectKeyException or a denial.',
    'The UpdateAlias event names the new key only. An earlier UpdateAlias or CreateAlias event names the key before.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'The customer keeps the old key usable and sends the ARN of the new one. We then plan the change.',
  ourSide: [
    'Check which key is registered, and that it is still usable.',
    'Never write that the old key may be deleted.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Your alias points at a new key',
    parts: [
      paragraph(
        'Pointing an alias at another key does not re-encrypt anything. Everything that was encrypted before stays bound to the old key, so the old key must stay enabled, with its policy unchanged. We work with the ARN of a key and not with an alias, so our service goes on using the old key until we have agreed on the new one.',
      ),
      steps(
        { text: 'Keep the old key enabled, and do not schedule its deletion.' },
        {
          text: 'Send us the ARN of the key that the alias pointed at before, and the ARN of the one that it points at now. The UpdateAlias event in your CloudTrail names only the key that it points at since then. The key before is in the UpdateAlias or CreateAlias event before that one.',
        },
        {
          text: 'If the new key is meant for our service, allow our account in its key policy in the same way. We then tell you when we start to use it.',
        },
        { text: 'If the alias was moved by mistake, point it back.' },
      ),
    ],
  },
  references: [
    kmsGuide('Aliases in AWS KMS', 'kms-alias'),
    kmsGuide('UpdateAlias in CloudTrail', 'ct-updatealias'),
    MANUAL_ROTATION,
  ],
  signs: [
    [6, ALIAS, MOVED],
    [4, /updatealias/],
    [3, ALIAS],
    [3, /incorrectkeyexception/],
    [2, ALIAS, OLD_KEY],
  ],
};

export const replacingKey: Topic = {
  id: 'replacing-key',
  group: 'Rotation and other keys',
  question: 'We want to use a new key. Can we disable or delete the old one?',
  facts: [
    'A new key protects new backups only. Every older backup still needs the old key, also after the switch.',
    'Until our product has acknowledged the switch, nobody knows which of the two keys it uses: both must stay enabled.',
    'ReEncrypt can move wrapped data keys to the new key while both are usable.',
    'A replacement in another AWS account needs proof of ownership and a confirmation by a verified contact.',
  ],
  acts: 'vendor',
  confidence: 'certain',
  actsBecause: 'We plan the change. The customer keeps both keys usable until then.',
  ourSide: [
    'Start a replacement, and take in the new key there. It is tested, and a second person approves the switch.',
    'Whether the old key may be disabled stands on the page of the replacement, with what still depends on it.',
    'Never write that the old key may be deleted. An approver releases it after all that depends on it was reported as zero for seven days.',
  ],
  link: { href: '/replacements', words: 'Replacements' },
  opensWithEnds: true,
  reply: {
    subject: 'Replacing your key',
    parts: [
      paragraph(
        'A new key protects new data only. Existing backups stay bound to the old key, so please keep the old key enabled and its policy unchanged until we confirm in writing that nothing needs it any more.',
      ),
      steps(
        {
          text: 'Create the new key in the AWS region in which we host you: symmetric, for encrypting and decrypting.',
        },
        { text: 'Allow our account in its key policy in the same way as for the old key.' },
        {
          text: 'Send us the ARN of the new key, and tell us if it is in another AWS account. We test it and tell you when we start to use it.',
        },
        {
          text: 'Wait for two messages from us: that the new key is in use, and later that nothing needs the old key any more. Please disable nothing before the second one.',
        },
      ),
      paragraph(
        'When the time comes, disable the old key first and watch for errors before you schedule a deletion. A deletion cannot be undone once AWS has carried it out.',
      ),
    ],
  },
  references: [MANUAL_ROTATION, kmsGuide('Delete a KMS key', 'deleting-keys')],
  signs: [
    [5, NEW_KEY],
    [5, OLD_KEY, /delet|remov|disabl|need|keep|retire|decommission|how long|get rid|drop|safe|still/],
    [3, /manual(ly)? rotat/],
    [3, /(may|can|could|should) we (now |safely )?(delete|remove|disable|schedule)/],
  ],
};

export const awsManagedKeyOffered: Topic = {
  id: 'aws-managed-key',
  group: 'Rotation and other keys',
  question: 'Can we give you an AWS managed key such as aws/s3, or an asymmetric key?',
  facts: [
    'The policy of an AWS managed key can’t be changed, so another account can’t be allowed to use it.',
    'We need a customer managed key: symmetric (SYMMETRIC_DEFAULT), for encrypting and decrypting. The type of a key can’t be changed later.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'The customer creates a key of the right type.',
  ourSide: [],
  reply: {
    subject: 'The kind of key that we need',
    parts: [
      paragraph(
        'We need a customer managed key: symmetric, for encrypting and decrypting, in the region in which we host you. The policy of an AWS managed key (such as aws/s3) cannot be changed, so no other account can be allowed to use it. The type of an existing key cannot be changed either.',
      ),
      steps(
        {
          text: 'In the AWS console, in that region: KMS > Customer managed keys > Create key, with the types Symmetric and Encrypt and decrypt.',
        },
        { text: 'Allow our account under "Other AWS accounts". We send you its number for your region.' },
        { text: 'Send us the ARN of the new key.' },
      ),
    ],
  },
  references: [kmsGuide('AWS KMS keys', 'concepts'), kmsGuide('Create a KMS key', 'create-keys')],
  signs: [
    [5, AWS_MANAGED],
    [4, KEY_TYPE, /key|use|accept|work|\bfine\b|\bok(ay)?\b|allow|possib|support|suit/],
    [3, /invalidkeyusage/],
  ],
};
