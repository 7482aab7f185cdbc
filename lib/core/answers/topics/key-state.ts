import { askIfIntended, blankCommand, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { ALARM, DISABLED, FAILS, PENDING, RESTART, STILL_RUNS } from '#lib/core/answers/vocabulary.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';

const UNUSABLE_KEYS = kmsGuide('How unusable KMS keys affect data keys', 'unusable-kms-keys');
const KEY_STATES = kmsGuide('Key states of KMS keys', 'key-state');

export const disabledButRunning: Topic = {
  id: 'disabled-but-running',
  group: 'Key state and deletion',
  question: 'You report our key as disabled, but all our systems run. Is your alarm wrong?',
  facts: [
    'Both are true. A running system keeps the plaintext data key in memory and asks KMS again only when it restarts, attaches a volume, opens new data or starts a backup.',
    'DescribeKey reports the state of the key itself. A system that runs says nothing about it.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'Only the customer can enable their key, and first says whether it was disabled on purpose.',
  ourSide: [
    'Check the key now, so that the text is about its present state.',
    'Send the key’s own reply where Keydesk offers one: it has the times.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Your key is disabled although your systems still run',
    parts: [
      paragraph(
        'Both are true: the key is disabled, and your systems run. A running system keeps the data keys that it decrypted earlier in memory. It needs the KMS key again at its next restart, when a volume is attached, or when a new backup or restore starts, and each of these fails while the key is disabled.',
      ),
      askIfIntended('the key was disabled'),
      steps(
        { text: 'Until this is clear, do not restart systems or detach volumes that use this key.' },
        {
          text: 'Only if the key was disabled by mistake: enable the key before anything is restarted, in the AWS console (KMS > Customer managed keys > the key > Key actions > Enable), as an administrator of the key. Or on the command line:',
          verbatim: blankCommand('enable-key'),
        },
      ),
      paragraph('Disabling a key deletes nothing.'),
    ],
  },
  references: [UNUSABLE_KEYS, KEY_STATES],
  signs: [
    [6, DISABLED, STILL_RUNS],
    [3, DISABLED, ALARM],
    [3, DISABLED, /everything|all (of )?(our|the)/],
    [5, PENDING, STILL_RUNS],
    [3, /false (alarm|alert|positive)/],
    [3, DISABLED],
    [4, /unusable|not usable|key state/, STILL_RUNS],
  ],
};

export const worksUntilRestart: Topic = {
  id: 'works-until-restart',
  group: 'Key state and deletion',
  question: 'It worked until we restarted, and nobody changed anything today. Why does it fail now?',
  facts: [
    'Services and applications keep decrypted data keys in memory (data key caching). A change to the key or its policy shows only when they ask KMS again: at a restart, a new instance, a volume that is attached, the end of a cache’s time.',
    'So the cause can be hours or days older than the first failure. The start of the failure is not the time of the change.',
    'After the change is corrected, some systems need a restart or have to attach the volume again.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause:
    'Something about the key or its policy usually changed earlier. The key’s page in Keydesk may say otherwise.',
  ourSide: [
    'Check the key now, and look in its history for the time at which it was last seen to be usable.',
    'If all tests are allowed, the restart failed for another reason: ask for the exact error.',
  ],
  reply: {
    subject: 'Why your systems fail only after a restart',
    parts: [
      paragraph(
        'A running system keeps the data keys that it decrypted earlier in memory, so it goes on working after a KMS key was disabled or its policy was changed. It asks AWS KMS again at a restart or when a volume is attached, and fails only then. The change that causes this can therefore be hours or days older than the restart.',
      ),
      steps(
        {
          text: 'In your CloudTrail, look for the events DisableKey, ScheduleKeyDeletion, PutKeyPolicy, RevokeGrant, UpdateAlias and DeleteImportedKeyMaterial for this key in the days before the restart, not only on the day of the failure.',
        },
        {
          text: 'Send us the current state of the key:',
          verbatim: blankCommand('describe-key'),
        },
        { text: 'Send us the exact error with its time. We then say what has to be corrected.' },
      ),
      paragraph(
        'Systems that still run may fail at their next restart too, so please do not restart them until this is clear.',
      ),
    ],
  },
  references: [UNUSABLE_KEYS],
  signs: [
    [5, RESTART, FAILS],
    [2, RESTART, DISABLED, FAILS],
    [3, RESTART, STILL_RUNS],
    [4, RESTART, /until|only after|since the|ever since/],
    [4, /cach(e|ed|ing)/],
    [3, /data keys?/, /memory|cach/],
    [3, RESTART, /\bkeys?\b|\bkms\b|\bcmk\b|volume|crypt|denied|\brun|work|polic|kill|crash/],
    [
      12,
      /still/,
      STILL_RUNS,
      /remov|revoked your|took|taken away|without (access|permission)|deleted (the|your) statement/,
    ],
  ],
};
