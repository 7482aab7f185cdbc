import { rootArn } from '#lib/core/customer-text/foreign-identifiers.ts';
import { whyItMustStay, type Inserted } from '#lib/core/customer-text/outgoing-check.ts';
import { regionsOf } from '#lib/core/setup/instructions-input.ts';
import { greeting, heading, layOutAll, list, oneLine, paragraph, type Part } from '#lib/core/text/blocks.ts';
import type { ReplacementText } from './replacement.ts';
import type { ReplacementTextInput, ReplacementTextMade } from './text-input.ts';
import { TEXTS } from './text-kinds.ts';
import { lineItems } from './text-line-words.ts';
import { askWhy, keysToAskAbout, oldKeyParts, subjectOfAsk } from './text-old-key.ts';
import { sceneOf, type Scene } from './text-stage.ts';
import { isUnconfirmedText, unconfirmedText } from './text-unconfirmed.ts';

/** Beginning of the words for staff where there is nothing to send. */
const none = (why: string): ReplacementTextMade => ({ ok: false, words: `There is no text: ${why}` });

/** The customer, the date that they named, and the time that everything below is about. */
const aboutPart = ({ input, when }: Scene): Part =>
  list(
    `Customer: ${oneLine(input.customerName)}`,
    ...(input.plannedFor === null ? [] : [`Date that you named for the new key: ${when(input.plannedFor)}`]),
    `As of: ${when(input.now)}`,
  );

/** What was put into a text, and from where. */
const insertedIn = ({ input, lines }: Scene): Inserted[] => [
  { value: input.customerName, place: 'in the customer’s name' },
  ...(input.contactName === null ? [] : [{ value: input.contactName, place: 'in the name of the contact' }]),
  ...(input.ticket === null ? [] : [{ value: input.ticket, place: 'in the ticket' }]),
  ...lines.flatMap(({ line, region }) => [
    { value: line.workspace, place: 'in the name of a workspace' },
    { value: region.name, place: 'in the name of the region' },
  ]),
];

/** What a text may name: the keys of this request, their accounts, and our accounts in its regions (H6). */
function ownNames({ lines }: Scene) {
  const keys = lines.flatMap(({ line: { oldKey, newKey } }) => (newKey === null ? [oldKey] : [oldKey, newKey]));
  const awsAccountIds = [
    ...new Set([...keys.map(({ awsAccountId }) => awsAccountId), ...lines.map(({ region }) => region.vendorAccountId)]),
  ];
  return { arns: [...keys.map(({ arn }) => arn), ...awsAccountIds.map(rootArn)], awsAccountIds };
}

/**
 * A text of a replacement, which a person copies and sends (H18). Where the old key is disabled or pending deletion, it
 * asks first whether that is intended (H3). Of every line it says which keys must stay enabled, whatever it is about.
 * @returns the text, or the words for staff on why there is none, or on what in it must not leave (H6)
 */
export function replacementText(kind: ReplacementText, input: ReplacementTextInput): ReplacementTextMade {
  if (input.lines.length === 0) return none('the request has no workspace. Add one first.');
  const found = regionsOf(
    input.lines.map(({ workspace, region }) => ({ workspaceName: workspace, region })),
    input.regions,
  );
  if (found.kind === 'blocked') return { ok: false, words: found.words };
  const scene = sceneOf(input, found.regions);
  if (isUnconfirmedText(kind)) return unconfirmedText(kind, scene);
  const made = TEXTS[kind](scene);
  if ('none' in made) return none(made.none);
  const asked = askWhy(scene);
  const subject = subjectOfAsk(scene) ?? made.subject;
  const others = scene.lines.filter((one) => !made.about.includes(one));
  const body = `${layOutAll([
    greeting(input.contactName),
    ...(asked === null
      ? [paragraph(`${made.ask} ${made.news}`)]
      : [asked, made.news].filter((words) => words !== '').map(paragraph)),
    aboutPart(scene),
    ...oldKeyParts(scene),
    ...made.parts,
    ...(others.length === 0
      ? []
      : [heading('The other workspaces'), ...others.map((one) => list(...lineItems(one, scene)))]),
    paragraph(`If you have a question, please ${scene.replyTo}.`),
  ])}\n`;
  const words = whyItMustStay(`${subject}\n${body}`, insertedIn(scene), ownNames(scene));
  const asksAbout = keysToAskAbout(scene).map(({ line }) => line.oldKey.arn);
  return words === null ? { ok: true, subject, body, asksAbout } : { ok: false, words };
}
