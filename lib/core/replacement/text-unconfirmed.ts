import { rootArn } from '#lib/core/customer-text/foreign-identifiers.ts';
import { whyItMustStay } from '#lib/core/customer-text/outgoing-check.ts';
import { greeting, heading, layOutAll, list, oneLine, paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { UNCONFIRMED_TEXTS, type UnconfirmedText } from './replacement.ts';
import type { ReplacementTextMade } from './text-input.ts';
import { distinct, type Scene } from './text-stage.ts';

// Of a request that nobody whom we know made. What it says is told to nobody as a fact, and the new key to nobody at all.

export const isUnconfirmedText = (kind: string): kind is UnconfirmedText =>
  UNCONFIRMED_TEXTS.some((one) => one === kind);

/** Asks a contact whom we have verified, in the way that we have on record (H17). It names only keys of theirs that we use. */
function questionToContact(scene: Scene): { subject: string; parts: Part[] } {
  const { input, lines, when } = scene;
  const keys = distinct(lines, ({ line }) => line.oldKey.arn);
  const [key, it] = keys.length === 1 ? ['AWS KMS key', 'the key'] : ['AWS KMS keys', 'the keys'];
  return {
    subject: `Did you ask us to replace your ${key}?`,
    parts: [
      greeting(null),
      paragraph(
        `Please tell us whether you, or a colleague of yours, asked us to replace the ${key} below by another one. Somebody asked us to, and we do not know whether the request is yours. We replace nothing until a contact of yours whom we have verified confirms it.`,
      ),
      list(`Customer: ${oneLine(input.customerName)}`, `As of: ${when(input.now)}`),
      ...keys.map(({ line, place }) => list(`Key in use: ${line.oldKey.arn}`, `Workspace: ${place}`)),
      heading('What to do'),
      steps(
        {
          text: 'If you asked for it: tell us so, and send us the ARN of the new key yourself, even if somebody has sent one before.',
        },
        { text: 'If none of you asked for it: tell us that, too. Then nothing is replaced.' },
        { text: 'If you do not know: please ask your colleagues first.' },
      ),
      paragraph(
        `Please change nothing about ${it} because of this request. Please answer in the way in which this message reached you.`,
      ),
    ],
  };
}

/** Answers whoever asked. Nothing in it is about the customer: not even that it is one (H16, H17). */
const answerToAsker = ({ replyTo }: Scene): { subject: string; parts: Part[] } => ({
  subject: 'Your request to replace a key: it has to be confirmed first',
  parts: [
    greeting(null),
    paragraph(
      'Please have your request confirmed by a contact whom we have on record for the company that it is about. We act on a request to replace a key only after that, and until then we change nothing.',
    ),
    paragraph(
      'We ask that contact ourselves, in the way that we have on record; a message in this ticket is not enough. For the same reason we can tell you nothing here about keys, or about who that contact is.',
    ),
    paragraph(`If you have a question, please ${replyTo}.`),
  ],
});

/** One of these texts; or the words for staff on why there is none, or on what in it must not leave (H6). */
export function unconfirmedText(kind: UnconfirmedText, scene: Scene): ReplacementTextMade {
  const { input, lines } = scene;
  if (!input.unconfirmed)
    return { ok: false, words: 'There is no text: a verified contact asked for it, or confirmed it.' };
  const asks = kind === 'question_to_contact';
  const { subject, parts } = asks ? questionToContact(scene) : answerToAsker(scene);
  const body = `${layOutAll(parts)}\n`;
  const keys = asks ? lines.map(({ line }) => line.oldKey) : [];
  const awsAccountIds = [...new Set(keys.map(({ awsAccountId }) => awsAccountId))];
  const words = whyItMustStay(
    `${subject}\n${body}`,
    asks
      ? [
          { value: input.customerName, place: 'in the customer’s name' },
          ...lines.flatMap(({ line, region }) => [
            { value: line.workspace, place: 'in the name of a workspace' },
            { value: region.name, place: 'in the name of the region' },
          ]),
        ]
      : [{ value: input.ticket ?? '', place: 'in the ticket' }],
    { arns: [...keys.map(({ arn }) => arn), ...awsAccountIds.map(rootArn)], awsAccountIds },
  );
  return words === null ? { ok: true, subject, body, asksAbout: [] } : { ok: false, words };
}
