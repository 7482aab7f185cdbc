import { kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import {
  ABOUT_NO_KEY_IN_USE,
  OWN_KEY,
  WANTED,
  WANTED_OUTRIGHT,
  WHAT_TO_DO_FOR_IT,
} from '#lib/core/answers/vocabulary.ts';
import { list, paragraph } from '#lib/core/text/blocks.ts';

export const ownKeyWanted: Topic = {
  id: 'own-key-wanted',
  group: 'Setting up a key',
  question: 'We want to protect our backups with our own AWS KMS key. What do we have to do?',
  facts: [
    'This begins with a setup in Keydesk. It makes the instructions to send, for all of the customer’s regions, with our account of each.',
    'Each region in which we host them needs its own key there: symmetric, customer managed, in an AWS account of theirs.',
    'They must not create a backup job or an archive job before we tell them to start.',
  ],
  acts: 'vendor',
  confidence: 'certain',
  actsBecause: 'We start a setup and send the customer the instructions from it.',
  link: { href: '/setups/new', words: 'Start a setup' },
  ourSide: [
    'Ask the account executive whether the customer’s plan allows a key of their own.',
    'Look up which workspaces they have, and in which regions. A workspace with an active key needs no setup: a new key replaces that one.',
  ],
  reply: {
    subject: 'Your own AWS KMS key',
    parts: [
      paragraph(
        'Thank you for telling us. We first look at your plan and your workspaces. Then we send you instructions for every region in which you want to use your own key.',
      ),
      paragraph(
        'Please wait for these instructions before you create a key for this or change the policy of one. Please do not create a backup job or an archive job for it yet: we write to you when you may start.',
      ),
      paragraph('Until then, please tell us:'),
      list(
        'for which workspaces, and in which regions, you want to use your own key',
        'whether backups or archives of these workspaces exist already',
        'who manages the keys in your AWS account, with a second contact',
      ),
    ],
  },
  references: [
    kmsGuide('Create a KMS key', 'create-keys'),
    kmsGuide('Allowing users in other accounts to use a KMS key', 'key-policy-modifying-external-accounts'),
  ],
  signs: [
    [8, OWN_KEY, WANTED, ABOUT_NO_KEY_IN_USE],
    [4, OWN_KEY, WHAT_TO_DO_FOR_IT, ABOUT_NO_KEY_IN_USE],
    [7, WANTED_OUTRIGHT, ABOUT_NO_KEY_IN_USE],
  ],
};
