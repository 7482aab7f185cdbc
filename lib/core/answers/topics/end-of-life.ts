import {
  ASK_IF_DELETION_INTENDED,
  askIfIntended,
  blankCommand,
  CANCEL_STEPS,
  ENABLE_STEP,
  kmsGuide,
  type Topic,
} from '#lib/core/answers/topic.ts';
import {
  ACCOUNT,
  AWS_DELETION_MAIL,
  CANCELED,
  CLOSED,
  DELETED_FOR_GOOD,
  DELETION,
  DISABLED,
  FAILS,
  PENDING,
  RECOVER,
  WAITING_PERIOD_OVER,
} from '#lib/core/answers/vocabulary.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';

const DELETING_KEYS = kmsGuide('Delete a KMS key', 'deleting-keys');
const KEY_STATES = kmsGuide('Key states of KMS keys', 'key-state');

export const canceledDeletion: Topic = {
  id: 'canceled-deletion',
  group: 'Key state and deletion',
  question: 'We canceled the deletion of our key. Why do backups still fail?',
  facts: [
    'CancelKeyDeletion leaves the key in the state Disabled. It doesn’t enable it.',
    'There is no deletion date any more, and nothing was deleted: data that the key protects can be read again once the key is enabled.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'Only the customer can enable their key. Our side needs nothing.',
  ourSide: [
    'Check the key now. It should read Disabled without a deletion date. If it reads something else, use that key’s own reply.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Your key is still disabled after its deletion was canceled',
    parts: [
      paragraph(
        'Canceling the deletion worked, but AWS leaves a key disabled afterwards. The key is now disabled, so our service cannot use it. Nothing was deleted, and nothing on our side needs to change.',
      ),
      askIfIntended('the key stays disabled'),
      steps(ENABLE_STEP, { text: 'Tell us when this is done. We then check the key again.' }),
    ],
  },
  references: [DELETING_KEYS, KEY_STATES],
  signs: [
    [6, CANCELED, DELETION],
    [2, CANCELED, DELETION, FAILS],
    [4, /cancelkeydeletion|cancel-key-deletion/],
    [3, CANCELED, DISABLED],
    [4, /no (deletion )?date any ?more|deletion date (is|has) gone|no longer (pending|scheduled)/],
  ],
};

export const scheduledDeletion: Topic = {
  id: 'scheduled-deletion',
  group: 'Key state and deletion',
  question: 'Our key is pending deletion. Can it be stopped, and how long do we have?',
  facts: [
    'A scheduled deletion has a waiting period of 7 to 30 days, during which the key already can’t be used.',
    'DescribeKey gives the date. AWS deletes not before it, and up to 24 hours later. Never offer that as a margin.',
    'Stopping it takes two steps: CancelKeyDeletion, then EnableKey.',
    'A multi-Region primary key with replicas has no date until the last replica is deleted.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'Only the customer can cancel it. We can’t do it for them.',
  ourSide: [
    'Check the key now and send the key’s own reply: it has the date. Use this text only before the key is registered.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'A key that is pending deletion',
    parts: [
      paragraph(
        'While a deletion is scheduled, AWS refuses every use of the key. The key is deleted not before the date that describe-key shows. Please do not count on that date: act as soon as you can. Once AWS has deleted the key, data that only this key can decrypt can no longer be read, and nobody can undo that.',
      ),
      ASK_IF_DELETION_INTENDED,
      steps(...CANCEL_STEPS, { text: 'Tell us when this is done. We then check the key again.' }),
    ],
  },
  references: [DELETING_KEYS, KEY_STATES],
  signs: [
    [20, AWS_DELETION_MAIL],
    [5, PENDING],
    [4, DELETION, /mistake|accident|stop|undo|abort|prevent|revers|\bcancel (it|the|this|that|our|a|its|a key|key)\b/],
    [
      3,
      DELETION,
      /how long|how many days|how much time|days (are )?(left|remain)|when (exactly |precisely )?(will|does|is)|date|waiting period|grace|window/,
    ],
    [3, /schedulekeydeletion|schedule-key-deletion/],
  ],
};

export const deletedKey: Topic = {
  id: 'deleted-key',
  group: 'Key state and deletion',
  question: 'The key was deleted. Can AWS restore it, or can we create it again?',
  facts: [
    'After the waiting period the key, its material, aliases and policy are gone. AWS can’t restore them, and a new key, also with the same imported material, can’t decrypt what the old symmetric key encrypted.',
    'A multi-Region replica that was deleted can be created again from its primary key.',
    'From our account a deleted key looks like a denied one. Only the owner’s describe-key shows that it is gone.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'Only the owner’s own describe-key can show whether the key is really gone.',
  ourSide: [
    'Say nothing about lost data until the customer has sent the output of describe-key from their own account.',
    'Add that output to the key as evidence.',
    'Ask our storage team which backups use other keys.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Whether your key was deleted',
    parts: [
      paragraph(
        'From our account we cannot tell a deleted key from one that we may not use. Before we conclude anything, please check in the AWS account that owns the key, in the region of the key:',
      ),
      steps(
        {
          text: 'Run this command as an administrator of the key and send us the whole output, including an error:',
          verbatim: blankCommand('describe-key'),
        },
        {
          text: 'Look in your CloudTrail for the events ScheduleKeyDeletion and DeleteKey for this key, and send us their times.',
        },
        {
          text: 'Tell us whether it is a multi-Region key, and whether its primary key or a replica still exists in another region.',
        },
      ),
      paragraph(
        'If the state is PendingDeletion, the key still exists, and we tell you what can be done. A key that AWS has deleted cannot be restored, and a new key cannot take its place for existing data. Please do not delete any other key until this is clear.',
      ),
    ],
  },
  references: [DELETING_KEYS],
  signs: [
    [5, DELETED_FOR_GOOD],
    [4, DELETED_FOR_GOOD, WAITING_PERIOD_OVER],
    [4, DELETED_FOR_GOOD, /(not|n't|no longer) find/],
    [5, DELETION, RECOVER],
    [6, /same (kms )?key[ -]?id/, /creat|make|again|new key|recover/],
    [3, /\bkey\b/, RECOVER, /restore|recover|again|undelete/],
  ],
};

export const closedAccount: Topic = {
  id: 'closed-account',
  group: 'Key state and deletion',
  question: 'We closed the AWS account that holds the key. What happens to our backups?',
  facts: [
    'The keys of a closed account can’t be used. From our side this looks like a denial or a missing key, and KMS gives no deletion date.',
    'AWS describes a post-closure period of 90 days in which the account can be reopened through AWS Support. After that AWS closes it permanently and deletes its content.',
    'A key can’t be moved to another account. Data has to be re-encrypted with a key there, while the old key is usable.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'Only the account’s owner can ask AWS to reopen it. We see a denial, not the closing.',
  ourSide: [
    'Look in the key’s history for the last time at which it was usable.',
    'A replacement key in another account needs proof of ownership and a confirmation by a verified contact.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'A key in an AWS account that was closed',
    parts: [
      paragraph(
        'A KMS key belongs to its AWS account. When the account is closed or suspended, the key can no longer be used, so our service can neither protect new data with it nor read data that it protects. A key cannot be moved to another account.',
      ),
      paragraph(
        'Please tell us first whether the account was closed by mistake, because another account replaced it, or on purpose.',
      ),
      steps(
        {
          text: 'Only if it was closed by mistake, or if data in our service still depends on the key: ask AWS Support as soon as you can to reopen the account. AWS describes this as possible only in a limited time after the closing.',
        },
        {
          text: 'When the account is open again, send us the output of this command, run in that account. A key can be disabled or pending deletion afterwards:',
          verbatim: blankCommand('describe-key'),
        },
        {
          text: 'If you want to use a key in another account from now on, write to us before you change anything, and keep the old key usable until we confirm that nothing needs it.',
        },
      ),
    ],
  },
  references: [
    {
      title: 'Close an AWS account',
      url: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html',
    },
    DELETING_KEYS,
  ],
  signs: [
    [6, ACCOUNT, CLOSED],
    [4, /(re-?open|reinstat|restor)\w* (the|our|that|an?) (\w+ )?account/],
    [3, /account (is|was|got|has been) suspended|suspended account/],
  ],
};
