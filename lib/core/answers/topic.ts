import type { Acts, Confidence } from '#lib/core/finding/status.ts';
import { paragraph, steps, type Part, type TextStep } from '#lib/core/text/blocks.ts';

/** The subjects under which the page lists the topics, in this order. */
export const TOPIC_GROUPS = [
  'Setting up a key',
  'Key state and deletion',
  'Access',
  'Rotation and other keys',
  'Our calls and limits',
] as const;
export type TopicGroup = (typeof TOPIC_GROUPS)[number];

/** A sign that a question is about a topic: all of the patterns match the question in small letters. */
export type Sign = readonly [weight: number, ...patterns: readonly RegExp[]];

/** A question that customers ask in general, and the answer. It names no customer, account or key (H6). */
export type Topic = {
  id: string;
  group: TopicGroup;
  /** As a customer asks it. */
  question: string;
  /** What is true, for staff. */
  facts: readonly string[];
  acts: Acts;
  confidence: Confidence;
  /** Who acts and why, in one sentence. */
  actsBecause: string;
  /** Where in Keydesk that is done. */
  link?: { href: string; words: string };
  /** What staff check in Keydesk or with our own people before they send the text. */
  ourSide: readonly string[];
  /** Set where the answer is about leaving, disabling or deleting: it opens with what each of these does. */
  opensWithEnds?: true;
  reply: { subject: string; parts: readonly Part[] };
  references: readonly { title: string; url: string }[];
  signs: readonly Sign[];
};

const DEVELOPER_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide/';

/** A page of the KMS developer guide. */
export const kmsGuide = (title: string, page: string): { title: string; url: string } => ({
  title,
  url: `${DEVELOPER_GUIDE}${page}.html`,
});

/** A command of the AWS CLI with blanks where the key is named, because the text is about no key in particular. */
export const blankCommand = (verb: string, rest = ''): string =>
  `aws kms ${verb} --region <region> --key-id <key ARN>${rest}`;

/**
 * Asks whether something was intended before anything is undone (H3).
 * @param what the fact as a clause: "the key was disabled"
 * @param then what to tell us where it was intended: a deletion has no end
 */
export const askIfIntended = (what: string, then = 'tell us until when it stays so'): Part =>
  paragraph(
    `Please tell us first whether ${what} by mistake, because another key replaced this one, or on purpose. If it was intended, change nothing and ${then}.`,
  );

/** The same of a deletion, whose loss the customer accepts in writing (H20). */
export const ASK_IF_DELETION_INTENDED: Part = askIfIntended(
  'the deletion was scheduled',
  'tell us that your company accepts the loss of all data that only this key can decrypt',
);

/** Enables a key, only where it is not meant to stay disabled (H3). */
export const ENABLE_STEP: TextStep = {
  text: 'Only if the key is not meant to stay disabled: enable it in the AWS console (KMS > Customer managed keys > the key > Key actions > Enable), as an administrator of the key. Or on the command line:',
  verbatim: blankCommand('enable-key'),
};

/** Cancels a deletion and enables the key, only where the deletion was scheduled by mistake (H3, H4). */
export const CANCEL_STEPS: readonly TextStep[] = [
  {
    text: 'Only if the deletion was scheduled by mistake: cancel it in the AWS console (KMS > Customer managed keys > the key > Key actions > Cancel key deletion), as an administrator of the key. Or on the command line:',
    verbatim: blankCommand('cancel-key-deletion'),
  },
  {
    text: 'Then, only if the deletion was a mistake, enable the key: canceling leaves it disabled. In the console: Key actions > Enable. Or on the command line:',
    verbatim: blankCommand('enable-key'),
  },
];

/** Changes one place of a key policy. The present policy is saved first, and nothing else in it is touched (H1). */
export const editPolicy = (change: string): Part =>
  steps(
    {
      text: 'Save the present key policy to a file, and keep that file unchanged, so that you can restore it.',
      verbatim: `${blankCommand('get-key-policy', ' --policy-name default --query Policy --output text')} > key-policy-before.json`,
    },
    { text: change },
    {
      text: 'Save the change in the place where you maintain the policy: your infrastructure code, or the AWS console (the key > Key policy > Edit). Leave every other statement as it is.',
    },
  );
