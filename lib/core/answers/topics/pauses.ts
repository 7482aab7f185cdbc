import { editPolicy, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import {
  BACKUPS,
  FOR_A_TIME,
  NOT_ABOUT_OTHER_ACCESS,
  ONLY_DISABLED,
  PAUSE_ACCESS,
  PAUSE_KEY,
  READABLE_STILL,
  TO_DISABLE,
} from '#lib/core/answers/vocabulary.ts';
import { list, paragraph } from '#lib/core/text/blocks.ts';

const KEY_STATES = kmsGuide('Key states of KMS keys', 'key-state');
const ENABLE_AND_DISABLE = kmsGuide('Enable and disable keys', 'enabling-keys');

export const backupsOfDisabledKey: Topic = {
  id: 'backups-of-disabled-key',
  group: 'Key state and deletion',
  question: 'How long is a backup readable after we disable the key?',
  facts: [
    'Not at all: a backup can’t be read from the moment AWS refuses the key. A restore that starts then fails at once.',
    'A job that runs already has its data key in memory. It fails when it next needs the KMS key.',
    'Once the key is enabled, the backups can be read again. No period ends that, as long as the key exists.',
    'KMS needs seconds, sometimes minutes, until a change to the state works everywhere.',
  ],
  acts: 'nobody',
  confidence: 'certain',
  actsBecause: 'This explains what a disabled key means. There is nothing to do.',
  ourSide: [
    'If the key is disabled now, send the key’s own reply: it asks whether that was intended.',
    'If they plan to disable it, record with them from when until when.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Backups while your key is disabled',
    parts: [
      paragraph(
        'Backups that your key protects cannot be read from the moment AWS refuses the key. AWS does so shortly after the key is disabled.',
      ),
      list(
        'A restore or backup that starts while the key is disabled fails at once.',
        'A job that already runs fails when it next needs the key. Until then it can go on with a data key in memory.',
        'Disabling deletes nothing. When the key is enabled again, the backups can be read again.',
        'It does not matter how long the key was disabled. There is no period after which its backups stay unreadable, as long as the key exists.',
      ),
      paragraph(
        'This is different for a key whose deletion is scheduled: once AWS has deleted the key, it cannot be enabled or restored. If you plan to disable the key, please tell us before, from when and until when. If it is disabled now and nobody intended that, please reply: we then send you the steps.',
      ),
    ],
  },
  references: [KEY_STATES, ENABLE_AND_DISABLE, kmsGuide('How unusable KMS keys affect data keys', 'unusable-kms-keys')],
  signs: [[14, TO_DISABLE, BACKUPS, READABLE_STILL, ONLY_DISABLED]],
};

export const pausingAccess: Topic = {
  id: 'pausing-access',
  group: 'Access',
  question: 'Can we pause your access to the key for some days?',
  facts: [
    'Yes. The customer controls the key. During the pause new backups and restores fail. Nothing is deleted.',
    'To disable the key stops everybody who uses it, the customer’s own applications too. To take our statement out of the policy stops our direct calls only.',
    'Grants that AWS services made for us (EBS, RDS) stay valid without the statement. A revoked grant doesn’t come back, so grants are no way to pause.',
    'To schedule a deletion or delete imported material is no way to pause either: forgotten, it destroys data.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'The customer decides, and tells us from when until when.',
  ourSide: [
    'Record on the key that this is intended, by whom, from when and until when.',
    'Ask the customer which restores they may need during that time.',
    'If they leave us, the offboarding decides, not this text.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Pausing our access to your key',
    parts: [
      paragraph('You can pause our access to your key. During that time:'),
      list(
        'New backups fail, so data that changes in that time is not protected by a backup.',
        'Restores fail, also in an emergency.',
        'A job that already runs fails when it next needs the key.',
        'The pause deletes nothing. Backups from before can be read again when it is over.',
      ),
      paragraph(
        'Please tell us before you begin: from when until when, with the time zone, and who decided it. Both of the following ways can be undone.',
      ),
      paragraph(
        'If only our service uses the key: disable it in the AWS console (KMS > Customer managed keys > the key > Key actions > Disable). At the end, choose Key actions > Enable.',
      ),
      paragraph('If others use the key too: take only our statement out of the key policy.'),
      editPolicy('In a copy, take out the statement for our account.'),
      paragraph(
        'At the end of the pause, put that statement back from the saved file, and keep whatever else was changed in the policy since then. Tell us when the pause is over. We then check the key again.',
      ),
      paragraph(
        'Please do not schedule the deletion of the key, do not delete imported key material, and do not revoke grants. A key that AWS has deleted cannot be restored, and a revoked grant does not come back. Grants that AWS services use for running systems stay valid without the statement.',
      ),
    ],
  },
  references: [ENABLE_AND_DISABLE, kmsGuide('Change a key policy', 'key-policy-modifying'), KEY_STATES],
  signs: [
    [16, PAUSE_ACCESS, NOT_ABOUT_OTHER_ACCESS],
    [9, PAUSE_KEY, FOR_A_TIME],
  ],
};
