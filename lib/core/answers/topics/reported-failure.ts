import { kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { BACKUPS_FAIL, KEY_NOT_ACCESSIBLE, REPORTED, SINCE } from '#lib/core/answers/vocabulary.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';

export const reportedFailure: Topic = {
  id: 'reported-failure',
  group: 'Access',
  question: 'Your service says that our key is inaccessible, or our backups fail since last night. What now?',
  facts: [
    'The question names no cause. The key’s page in Keydesk usually does: state, permission tests, and since when.',
    'If the key is usable, the cause is elsewhere: in our service, the network or the customer’s systems.',
  ],
  acts: 'vendor',
  confidence: 'one_of_several',
  actsBecause: 'We look at our check of the key first. Only its result says whose action is next.',
  ourSide: [
    'Open the key’s page and check the key now. If something is wrong, send the reply from that page and not this text.',
    'If the key is usable, give the case to our backup team with error and time.',
    'If other customers of the region have the same errors, look at the page Regions first.',
  ],
  reply: {
    subject: 'Errors with your key or your backups',
    parts: [
      paragraph(
        'We first look at our check of your key: whether it is enabled, and whether our account may use it. We then tell you what we find and who acts next. Please change nothing about the key until then.',
      ),
      steps(
        { text: 'Send us the ARN of the key.' },
        { text: 'Send us the exact error, as text, and where you see it.' },
        {
          text: 'Tell us when it failed first and last, with the time zone, and what was running: a backup or a restore.',
        },
        {
          text: 'Tell us whether anything about the key, its policy, its AWS account or your AWS organization was changed shortly before.',
        },
      ),
    ],
  },
  references: [
    kmsGuide('Troubleshoot key access', 'policy-evaluation'),
    kmsGuide('Key states of KMS keys', 'key-state'),
  ],
  signs: [
    [3, KEY_NOT_ACCESSIBLE, REPORTED],
    [3, BACKUPS_FAIL, SINCE],
  ],
};
