import { whyItMustStay, type Inserted } from '#lib/core/customer-text/outgoing-check.ts';
import { rootArn } from '#lib/core/customer-text/foreign-identifiers.ts';
import { END_OF_KEY, OWNERS_DECISION, REMOVE_STATEMENT } from '#lib/core/text/end-of-key.ts';
import { heading, layOutAll, list, oneLine, paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { deletionDate, instantWords } from '#lib/core/text/time-words.ts';
import type { DeparturePath, DepartureText } from './departure.ts';

/** What we saw of a key of a departure. */
export type SeenKey = {
  arn: string;
  awsAccountId: string;
  region: string;
  /** Our account in that region; null where it is not configured any more. */
  vendorAccountId: string | null;
  /** Whether it goes on protecting another workspace, so that our statement stays. */
  shared: boolean;
  releasedAt: Date | null;
  lastDescribed: { at: Date; keyState: string; deletionAt: Date | null } | null;
  /** Since when every check has not seen it; null while we see it. */
  unseenSince: Date | null;
  lastCheckedAt: Date | null;
  /** The owner's own describe-key, if they sent one. */
  ownerSaid: { at: Date; keyState: string | null; deletionAt: Date | null } | null;
  /** When its checks ended. */
  retiredAt: Date | null;
};

/** Everything that a text of a departure may name (H6). */
export type DepartureTextInput = {
  path: DeparturePath;
  customerName: string;
  timeZone: string | null;
  workspaces: readonly { name: string; region: string }[];
  keys: readonly SeenKey[];
  request: { by: string; at: Date; reference: string } | null;
  now: Date;
};

export type DepartureTextMade = { ok: true; subject: string; body: string } | { ok: false; words: string };

const workspaceList = ({ workspaces }: DepartureTextInput): Part =>
  list(...workspaces.map(({ name, region }) => `Workspace: ${oneLine(name)}, ${region}`));

const STEPS: Part = steps(
  { text: 'We stop the backup and archive jobs of these workspaces.' },
  { text: 'We take the key out of our product, so that no new backup uses it.' },
  { text: 'We retire the grants that our services hold on it.' },
  { text: 'We take it out of what our own role may use.' },
  { text: 'We write to you that you may remove our statement from the key policy.' },
);

const PLEASE_WAIT = paragraph(
  'Until we have written to you, please do not disable the key, do not schedule its deletion and do not change its policy: restores may still need it.',
);

function leaving(input: DepartureTextInput): readonly Part[] {
  const asked =
    input.path === 'leaves'
      ? 'You told us that you leave with the following workspaces.'
      : 'You asked us that the data of the following workspaces becomes unreadable.';
  const { request, timeZone } = input;
  return [
    paragraph(asked),
    workspaceList(input),
    ...(request === null
      ? []
      : [
          paragraph(
            `Your request was signed by ${oneLine(request.by)} on ${instantWords(request.at, timeZone)} (${oneLine(request.reference)}).`,
          ),
        ]),
    heading('What happens now, in this order'),
    STEPS,
    PLEASE_WAIT,
  ];
}

function statementMayGo(input: DepartureTextInput): readonly Part[] {
  const free = input.keys.filter(({ shared }) => !shared);
  const kept = input.keys.filter(({ shared }) => shared);
  const accounts = [...new Set(free.flatMap(({ vendorAccountId }) => vendorAccountId ?? []))];
  return [
    paragraph('Our service no longer uses these keys for the following workspaces.'),
    workspaceList(input),
    ...(free.length === 0
      ? []
      : [
          heading('You may remove our statement from the policies of'),
          list(...free.map(({ arn }) => `Key: ${arn}`)),
          ...(accounts.length === 0 ? [] : [paragraph(`Our account: ${accounts.join(', ')}.`)]),
          REMOVE_STATEMENT,
          OWNERS_DECISION,
        ]),
    ...(kept.length === 0
      ? []
      : [
          heading('Please keep our statement in the policies of'),
          list(...kept.map(({ arn }) => `Key: ${arn}. Other workspaces still use it.`)),
        ]),
  ];
}

/** Only what was seen, each with its time: never what became of the key (H13). */
function seenLines(key: SeenKey, timeZone: string | null): string[] {
  const when = (at: Date): string => instantWords(at, timeZone);
  const { releasedAt, lastDescribed, unseenSince, lastCheckedAt, ownerSaid, retiredAt } = key;
  const seen =
    lastDescribed === null
      ? 'From our account we have never seen the state of this key.'
      : `We last saw it on ${when(lastDescribed.at)}: its state was ${lastDescribed.keyState}${lastDescribed.deletionAt === null ? '' : `, with a deletion ${deletionDate(lastDescribed.deletionAt, timeZone)}`}.`;
  const owner =
    ownerSaid === null
      ? 'You have not sent us the output of describe-key from your own account.'
      : ownerSaid.keyState === null
        ? `The output of describe-key that you sent us, as of ${when(ownerSaid.at)}, says that this key does not exist.`
        : `The output of describe-key that you sent us, as of ${when(ownerSaid.at)}, says ${ownerSaid.keyState}${ownerSaid.deletionAt === null ? '' : `, with a deletion ${deletionDate(ownerSaid.deletionAt, timeZone)}`}.`;
  return [
    `Key: ${key.arn}`,
    ...(releasedAt === null
      ? ['We still use this key for other workspaces.']
      : [`We no longer use it since ${when(releasedAt)}.`]),
    seen,
    ...(unseenSince === null ? [] : [`It has been no longer visible to us since ${when(unseenSince)}.`]),
    ...(lastCheckedAt === null ? [] : [`We last checked it on ${when(lastCheckedAt)}.`]),
    ...(retiredAt === null ? [] : [`We no longer check it since ${when(retiredAt)}.`]),
    owner,
  ];
}

function whatWeSaw(input: DepartureTextInput): readonly Part[] {
  const { request, timeZone, now } = input;
  return [
    paragraph(`This is what we saw of the keys of the following workspaces, as of ${instantWords(now, timeZone)}.`),
    workspaceList(input),
    ...(request === null
      ? []
      : [
          paragraph(
            `Your request that the data becomes unreadable was signed by ${oneLine(request.by)} on ${instantWords(request.at, timeZone)} (${oneLine(request.reference)}).`,
          ),
        ]),
    ...input.keys.map((key) => list(...seenLines(key, timeZone))),
    paragraph(
      'From our account a deleted key, a removed statement and a closed AWS account look the same. So this says what we saw and when. It does not say that a key was deleted: only the output of describe-key from your own account can show that.',
    ),
  ];
}

const SUBJECT: Readonly<Record<DepartureText, string>> = {
  leaving: 'Your AWS KMS keys when you leave: please talk to us first',
  statement_may_go: 'You may remove our statement from your key policies',
  what_we_saw: 'What we saw of your AWS KMS keys',
};
const PARTS: Readonly<Record<DepartureText, (input: DepartureTextInput) => readonly Part[]>> = {
  leaving,
  statement_may_go: statementMayGo,
  what_we_saw: whatWeSaw,
};

/**
 * A text of a departure, which opens with what each way of cutting our access does.
 * @returns the text, or the words for staff on what in it must not leave (H6)
 */
export function departureText(kind: DepartureText, input: DepartureTextInput): DepartureTextMade {
  const subject = SUBJECT[kind];
  const body = `${layOutAll([
    paragraph('Hello,'),
    ...END_OF_KEY,
    ...PARTS[kind](input),
    paragraph('If you have a question, please reply to this ticket.'),
  ])}\n`;
  const { customerName, workspaces, request, keys } = input;
  const inserted: Inserted[] = [
    { value: customerName, place: 'in the customer’s name' },
    ...workspaces.map(({ name }) => ({ value: name, place: 'in the name of a workspace' })),
    ...(request === null
      ? []
      : [
          { value: request.by, place: 'in who signed the request' },
          { value: request.reference, place: 'in the reference of the request' },
        ]),
  ];
  const awsAccountIds = [
    ...new Set(keys.flatMap(({ awsAccountId, vendorAccountId }) => [awsAccountId, vendorAccountId ?? []].flat())),
  ];
  const arns = [...keys.map(({ arn }) => arn), ...awsAccountIds.map(rootArn)];
  const words = whyItMustStay(`${subject}\n${body}`, inserted, { arns, awsAccountIds });
  return words === null ? { ok: true, subject, body } : { ok: false, words };
}
