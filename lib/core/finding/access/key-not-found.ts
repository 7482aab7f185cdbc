import { denialOfKind } from '#lib/core/finding/access/denial-kind.ts';
import { storedDenial, type DenialDetail } from '#lib/core/finding/access/denial.ts';
import { judgedLines, whoeverDenies } from '#lib/core/finding/access/denial-advice.ts';
import { evidenceParts, sideWords } from '#lib/core/finding/access/denial-text.ts';
import { ASK_INTENT, CHECK_AGAIN, KEY_STATES, sendReply } from '#lib/core/finding/advice-words.ts';
import type { KnownKey } from '#lib/core/finding/circumstances.ts';
import { conclude, defineFinding } from '#lib/core/finding/finding-record.ts';
import {
  AFTER_DELETION,
  AS_LONG_AS_IT_EXISTS,
  ASK_SUPPORT,
  cancelSteps,
  ONLY_IF_PENDING,
} from '#lib/core/finding/key/deletion-text.ts';
import { affectedPart } from '#lib/core/finding/situation-words.ts';
import { at } from '#lib/core/finding/text-rule.ts';
import { threeAnswers, WHAT_TO_DO } from '#lib/core/finding/three-answers.ts';
import { pastOrNull } from '#lib/core/probe/clock-error.ts';
import { paragraph, steps, type TextStep } from '#lib/core/text/blocks.ts';
import { kmsCommand } from '#lib/core/text/commands.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** With when the key last worked and was last seen: a key that worked for months is not mistyped. */
type Detail = DenialDetail & { lastUsableAt: Date | null; lastDescribedAt: Date | null };

const lastSeen = ({ check: { lastUsableAt, lastDescribedAt } }: KnownKey, now: Date) => ({
  lastUsableAt: pastOrNull(lastUsableAt, now),
  lastDescribedAt: pastOrNull(lastDescribedAt, now),
});

/** When this ARN last led to the key, and what for. Such an ARN is not mistyped. */
function knownUntil({ lastUsableAt, lastDescribedAt }: Detail): { at: Date; what: 'use' | 'see' } | null {
  if (lastUsableAt !== null) return { at: lastUsableAt, what: 'use' };
  return lastDescribedAt === null ? null : { at: lastDescribedAt, what: 'see' };
}

const GONE =
  'the key may be deleted, its AWS account may be closed, or AWS may answer like this for a while after a change';
const NEVER_SEEN =
  'The ARN may be mistyped, the key may be in another region or account, or it may be so new that AWS does not know it everywhere.';

const askForOutput = (subject: TextKey): TextStep => ({
  text: `Run this in your account ${subject.awsAccountId} and send us the whole output.`,
  verbatim: kmsCommand('describe-key', subject),
});

export const keyNotFound = defineFinding<Detail>()({
  code: 'key_not_found',
  family: 'access',
  status: 'unusable',
  traits: { waitsForOurSide: true },
  confidenceIfNotKept: 'one_of_several',
  rule: (circumstances) => {
    const detail = denialOfKind(circumstances, 'not_found');
    const { confidence } = circumstances.denial;
    // A mistyped ARN and a client in the wrong region get the same answer, so it is at most likely.
    return detail === null
      ? null
      : conclude(confidence === 'certain' ? 'likely' : confidence, {
          ...detail,
          ...lastSeen(circumstances.record, circumstances.now),
        });
  },
  fromRecord: (record, now) => ({ ...storedDenial(record, now), ...lastSeen(record, now) }),
  word: 'not found',
  advice: {
    acts: whoeverDenies,
    headline: () => 'KMS finds no such key in this region.',
    cause: (detail, { timeZone }) => {
      const until = knownUntil(detail);
      return until === null
        ? 'The ARN may be mistyped, the key may be deleted, or the key may be too new for all of KMS to know it.'
        : `We could ${until.what} this key until ${instantWords(until.at, timeZone)}, so the ARN is right: ${GONE}. Our client may also have asked in another region.`;
    },
    because: judgedLines,
    settles: ({ ownerSaid }) =>
      ownerSaid === null
        ? 'The owner’s own describe-key.'
        : ownerSaid.exists
          ? 'Which region our client asked in: the owner’s describe-key shows the key.'
          : 'AWS Support, whom the owner can ask about the key.',
    steps: (detail, subject) => [
      ...(knownUntil(detail) === null
        ? [
            { text: 'Compare the ARN with the one in the customer’s ticket.' },
            sendReply('It asks them to compare the ARN and to describe the key.'),
          ]
        : [ASK_INTENT]),
      ...(detail.ownerSaid === null
        ? [{ text: 'Add their output of this command under Evidence.', command: kmsCommand('describe-key', subject) }]
        : []),
      CHECK_AGAIN,
    ],
    reference: KEY_STATES,
  },
  text: {
    kind: 'ask',
    subject: () => 'is not found by AWS',
    lead: ({ subject, detail }) =>
      knownUntil(detail) === null
        ? `Please compare the ARN below with your key: AWS tells us that there is no such key in ${subject.region}.`
        : 'Please run the command below in your account today and send us its output: AWS tells us that there is no such key, although our service has used it.',
    parts: (context) => {
      const { subject, detail } = context;
      const until = knownUntil(detail);
      if (until === null)
        return [
          paragraph(`${NEVER_SEEN} ${sideWords(context)}`.trimEnd()),
          ...affectedPart(context),
          WHAT_TO_DO,
          steps(askForOutput(subject), { text: 'If it shows no key, send us the ARN of the key that you mean.' }),
          ...evidenceParts(context),
        ];
      return [
        paragraph(
          `Our service could ${until.what} this key until ${at(until.at, context)}. AWS now answers that there is no such key in ${subject.region}: ${GONE}. ${sideWords(context)}`.trimEnd(),
        ),
        ...affectedPart(context),
        ...threeAnswers(context, {
          what: 'this',
          find: { event: 'ScheduleKeyDeletion' },
          stopped: 'all',
          mistake: [steps(askForOutput(subject), ...cancelSteps(context, ONLY_IF_PENDING), ASK_SUPPORT)],
          until: AS_LONG_AS_IT_EXISTS,
          data: AFTER_DELETION,
          purpose: 'final',
        }),
        ...evidenceParts(context),
      ];
    },
    also: ({ detail }) =>
      `AWS tells us that there is no such key${knownUntil(detail) === null ? '' : ' anymore'}. Please send us the output of aws kms describe-key for it.`,
  },
});
