import {
  AFTER_DELETION,
  cancelSteps,
  deletionDateWords,
  deletionSubject,
  replicaDeletionWords,
  untilDeleted,
} from '#lib/core/finding/key/deletion-text.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import { enableStep } from '#lib/core/finding/key/key-state.ts';
import { WHILE_IT_EXISTS, ONLY_IF, threeAnswers, type Undoing } from '#lib/core/finding/three-answers.ts';
import type { TextContext } from '#lib/core/finding/text-rule.ts';
import { heading, list, oneLine, paragraph, steps, type Part } from '#lib/core/text/blocks.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import { toTell } from '#lib/core/verdict/tell-digest.ts';
import { distinct, isInUse, linesOfOldKey, type Scene, type StagedLine } from './text-stage.ts';

/** The lines whose old key is disabled or pending deletion while it is needed, each key once. */
export const keysToAskAbout = ({ lines }: Scene): StagedLine[] =>
  distinct(
    lines.filter(({ asksWhy }) => asksWhy),
    ({ line }) => line.oldKey.arn,
  );

/** What a key's own reply asks about, in the states that a text of a replacement asks about. */
const ASKED_IN_STATE: Readonly<Record<string, FindingCode>> = {
  Disabled: 'key_disabled',
  PendingDeletion: 'pending_deletion',
  PendingReplicaDeletion: 'pending_replica_deletion',
};

/**
 * Whether a text that asks about an old key in this state tells all that its customer must be told. It says the state, its
 * date and the three answers, as the key's own reply does, and nothing of a denial or of anything else that the key needs:
 * then the customer still has to get the key's own reply.
 * @param digest what must be told of the key
 */
export function tellsAllOf(digest: string, keyState: string | null): boolean {
  const asked = ASKED_IN_STATE[keyState ?? ''];
  return asked !== undefined && toTell(digest)?.steps.join(' ') === asked;
}

const isDisabled = ({ line }: StagedLine): boolean => line.oldKey.keyState === 'Disabled';

const STATE: Readonly<Record<string, string>> = {
  Disabled: 'disabled',
  PendingDeletion: 'scheduled for deletion',
  PendingReplicaDeletion: 'scheduled for deletion once its replicas are deleted',
};

/** No state is told without the time when we saw it. */
const sawWords = ({ line: { oldKey } }: StagedLine, { when }: Scene, as: string): string =>
  `When we last saw the state of the old key${oldKey.seenAt === null ? '' : `, on ${when(oldKey.seenAt)}`}, AWS reported it as ${as}.`;
const stateWords = ({ line }: StagedLine): string => STATE[line.oldKey.keyState ?? ''] ?? 'not usable';

/** What we saw of a released key, which is its owner's business now; none where it was usable. */
export const stateOfReleased = (one: StagedLine, scene: Scene): string[] => {
  const { keyState, deletionAt } = one.line.oldKey;
  if (keyState === null || STATE[keyState] === undefined) return [];
  const date =
    deletionAt === null
      ? ''
      : ` AWS deletes it not before ${scene.when(deletionAt)}, and may take up to 24 hours longer. Please do not count on this date.`;
  return [`${sawWords(one, scene, stateWords(one))}${date}`];
};

/** The subject of a text that asks, with the age of what it says; null where it asks nothing. */
export function subjectOfAsk(scene: Scene): string | null {
  const [one, ...others] = keysToAskAbout(scene);
  if (one === undefined) return null;
  if (others.length > 0) return 'Please check the state of your old AWS KMS keys';
  const { keyState, deletionAt, seenAt } = one.line.oldKey;
  const is = keyState === 'PendingDeletion' ? deletionSubject(deletionAt, scene.input.now) : `is ${stateWords(one)}`;
  return `Your old AWS KMS key for the workspace ${oneLine(one.line.workspace)} ${is}${seenAt === null ? '' : `, as of ${instantWords(seenAt)}`}`;
}

/** Asks whether it was intended, before anything asks to keep the key enabled (H3). */
export function askWhy(scene: Scene): string | null {
  const keys = keysToAskAbout(scene);
  const [first] = keys;
  if (first === undefined) return null;
  if (keys.length > 1)
    return 'Please check first whether the state of the old keys below is intended, and follow one of the three answers for each of them today.';
  const of = `of the workspace ${oneLine(first.line.workspace)}`;
  return isDisabled(first)
    ? `Please check first whether it is intended that the old key ${of} is disabled, and follow one of the three answers below. ${sawWords(first, scene, stateWords(first))}`
    : `Please check first whether the deletion of the old key ${of} is intended, and follow one of the three answers below today. ${sawWords(first, scene, stateWords(first))}`;
}

/** The key as the words for findings know it. Everything that they would say beyond the state is left out. */
const contextOf = ({ line, region }: StagedLine, { input, replyTo }: Scene): TextContext<unknown> => ({
  subject: {
    customerName: input.customerName,
    contactName: input.contactName,
    arn: line.oldKey.arn,
    awsAccountId: line.oldKey.awsAccountId,
    region: region.code,
    regionName: region.name,
    vendorAccountId: region.vendorAccountId,
    timeZone: input.timeZone,
    encryptionContextKeys: null,
    principalArn: null,
    replyTo,
  },
  confidence: 'certain',
  detail: {},
  denied: [],
  situation: {
    lastConclusiveAt: line.oldKey.seenAt,
    stateSeenAt: line.oldKey.seenAt,
    wasUsable: true,
    notUsableSince: null,
    deadlineAt: line.oldKey.deletionAt,
    materialExpiresAt: null,
    inRegionIncident: false,
    pendingSetup: false,
    tests: {},
    testsRefused: true,
    checkEveryMinutes: 60,
  },
  now: input.now,
});

const REPLACED =
  'The backups that were made with the old key still need it, whatever key comes next. Please follow the steps of answer 1 to keep the old key usable, and change nothing else until we have written to you.';

function undoingOf(one: StagedLine, scene: Scene, context: TextContext<unknown>): Undoing {
  const { arn, deletionAt } = one.line.oldKey;
  const common = {
    // Of an old key that new backups no longer use, only restores stop.
    stopped: isInUse(arn, scene) ? ('all' as const) : (['Decrypt', 'ReEncryptFrom'] as const),
    ...(linesOfOldKey(arn, scene).every(({ line }) => line.newKey !== null) && { replaced: REPLACED }),
  };
  return isDisabled(one)
    ? {
        ...common,
        what: 'this',
        find: { event: 'DisableKey' },
        mistake: [steps(enableStep(context.subject, ONLY_IF))],
        until: WHILE_IT_EXISTS,
        data: null,
        purpose: 'until',
      }
    : {
        ...common,
        what: 'the deletion',
        find: { event: 'ScheduleKeyDeletion' },
        mistake: [steps(...cancelSteps(context))],
        until: untilDeleted(deletionAt, context),
        data: AFTER_DELETION,
        purpose: 'final',
      };
}

/** What AWS does in this state, with the date where there is one (H8). */
function meansWords({ line: { oldKey } }: StagedLine, context: TextContext<unknown>): string {
  if (oldKey.keyState === 'Disabled') return 'While a key is disabled, AWS refuses every use of it.';
  const date =
    oldKey.keyState === 'PendingDeletion' ? deletionDateWords(oldKey.deletionAt, context) : replicaDeletionWords(null);
  return `While a deletion is scheduled, AWS refuses every use of the key. ${date}`;
}

/** For each old key that is disabled or pending deletion: what we saw, what it means, and the three answers (H3, H4). */
export function oldKeyParts(scene: Scene): Part[] {
  const keys = keysToAskAbout(scene);
  const single = keys.length === 1;
  return keys.flatMap((one) => {
    const context = contextOf(one, scene);
    return [
      heading(`About the old key of the workspace ${one.place}`),
      list(`Old key: ${one.line.oldKey.arn}`),
      // Of a single key the text has said at its beginning what we saw.
      paragraph(`${single ? '' : sawWords(one, scene, stateWords(one))} ${meansWords(one, context)}`),
      ...threeAnswers(context, undoingOf(one, scene, context)),
    ];
  });
}

/** Of a state that another text is about. */
export const otherStateWords = (one: StagedLine, scene: Scene): string[] =>
  one.otherwiseOutOfUse
    ? [
        `${sawWords(one, scene, one.line.oldKey.keyState ?? '')} In this state AWS refuses every use of the key. Please ${scene.replyTo}: we then send you what to do about it.`,
      ]
    : [];
