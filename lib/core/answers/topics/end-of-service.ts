import { kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { ASKS_OF_THE_END, ENDS_OWN_KEY, LEAVES, LEAVES_OUTRIGHT } from '#lib/core/answers/vocabulary.ts';
import { heading, list, paragraph, steps } from '#lib/core/text/blocks.ts';

export const leaving: Topic = {
  id: 'leaving',
  group: 'Key state and deletion',
  question: 'We want to leave, or stop using our own key. What do we have to do?',
  facts: [
    'This begins with a departure in Keydesk: open the customer, then “Customer leaves”. It covers some or all of their workspaces, and from then on no first job may be created in them.',
    'Its steps have an order: jobs stopped, ARN out of the product, grants retired, our role’s scope narrowed. Only then may the customer remove our statement.',
    'The last two steps are refused while something depends on a key, or while nobody reported that nothing does. An approver can record an exception, with the customer’s written acceptance of the loss.',
    'A key that is released stays watched once a day. Disabling and deleting it is expected then. Its checks end later, and nobody tells the customer that a key may be deleted.',
  ],
  acts: 'vendor',
  confidence: 'certain',
  actsBecause:
    'We start a departure and stop the jobs first. The customer changes their key only after we have written to them.',
  link: { href: '/customers', words: 'Find the customer' },
  ourSide: [
    'Ask whether they leave us, or stay and only stop using their own key, and for which workspaces.',
    'Ask whether a legal hold or a duty to keep data applies, and what they still want to restore.',
    'Start the departure and send its own text: it names their workspaces. Use this text only before that.',
    'If data is to become unreadable, ask for a signed request: the departure can’t cut our access without it.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'Before you leave, or stop using your own key',
    parts: [
      paragraph(
        'Thank you for talking to us first. Please do not change the key yet: keep it enabled, with our statement in its policy. Restores still need it, and so does everything that it protects.',
      ),
      heading('We end the use of your key in this order'),
      steps(
        { text: 'You tell us which workspaces this is about, and what you still want to restore or move from them.' },
        { text: 'We stop the backup and archive jobs of these workspaces.' },
        { text: 'We take the ARN of the key out of our product, so that no new backup uses it.' },
        { text: 'We retire the grants that our services hold on the key, once nothing in our service depends on it.' },
        { text: 'We end the use of the key by our own role.' },
        {
          text: 'We write to you. Only then remove our statement from the key policy. Before that, save the present policy to a file, and leave every other statement as it is.',
        },
      ),
      paragraph(
        'Whether you keep the key is your decision: other systems of yours may use it. If you want to end it, disable it first rather than schedule its deletion, watch whether anything still needs it, and decide about a deletion only later. While it is disabled, it can be enabled again.',
      ),
      paragraph(
        'If you stay with us and only stop using your own key: existing backups still need it, until they have expired or were encrypted again with another key. Please keep it enabled until we write to you.',
      ),
      paragraph('Please tell us:'),
      list(
        'whether you leave our service, or stay and only stop using your own key',
        'for which workspaces, and from when',
        'what you still want to restore, and whether a legal hold applies to anything',
        'who decided it, and whom we may ask about it',
      ),
    ],
  },
  references: [
    kmsGuide('Delete a KMS key', 'deleting-keys'),
    kmsGuide('Enable and disable keys', 'enabling-keys'),
    kmsGuide('Determine past usage of a KMS key', 'deleting-keys-determining-usage'),
  ],
  signs: [
    [20, LEAVES_OUTRIGHT],
    [20, LEAVES, ASKS_OF_THE_END],
    [20, ENDS_OWN_KEY],
  ],
};
