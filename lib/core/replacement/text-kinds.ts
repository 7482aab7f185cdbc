import { heading, list, oneLine, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { END_OF_KEY, OWNERS_DECISION, REMOVE_STATEMENT } from '#lib/core/text/end-of-key.ts';
import type { LineText } from './replacement.ts';
import { instructionParts } from './text-instructions.ts';
import { becauseWords, countWords, earliestWords, lineItems } from './text-line-words.ts';
import { stateOfReleased } from './text-old-key.ts';
import { rejectedBecause, rejectedNext } from './text-rejected.ts';
import { distinct, somethingDepends, type Scene, type StagedLine } from './text-stage.ts';

/** A kind of text before it is laid out; or why there is none, for staff. */
export type MadeKind =
  | {
      subject: string;
      /** What the customer should do, left out where the text asks about the old key first. */
      ask: string;
      /** What the text is about. */
      news: string;
      parts: readonly Part[];
      /** The lines that it is about; what must stay enabled is said of the others too. */
      about: readonly StagedLine[];
    }
  | { none: string };

const keepEnabled = ({ lines }: Scene): string =>
  lines.length === 1
    ? 'Please keep both keys enabled, with their policies unchanged, until we write to you that nothing that we hold needs the old key any more.'
    : 'Please keep the keys below enabled, with their policies unchanged, as it says for each workspace. We write to you when nothing that we hold needs one of them any more.';
/** "both keys", or the plural of it. */
const bothKeys = (about: readonly StagedLine[]): string =>
  about.length === 1 ? 'both keys' : 'both keys of each workspace';
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const named = ({ line }: StagedLine): string => `the workspace ${oneLine(line.workspace)}`;
const inStep = ({ lines }: Scene, ...wanted: readonly StagedLine['stage']['step'][]): StagedLine[] =>
  lines.filter(({ stage }) => wanted.includes(stage.step));
/** "for the workspace main", "for 2 of 3 workspaces". */
const forLines = (about: readonly StagedLine[], { lines }: Scene): string => {
  const [first] = about;
  if (first !== undefined && about.length === 1) return `for ${named(first)}`;
  return about.length === lines.length
    ? `for ${about.length} workspaces`
    : `for ${about.length} of ${lines.length} workspaces`;
};
const listed = (
  about: readonly StagedLine[],
  scene: Scene,
  more: (one: StagedLine) => readonly string[] = () => [],
): Part[] => about.map((one) => list(...lineItems(one, scene), ...more(one)));

function instructions(scene: Scene): MadeKind {
  const about = inStep(scene, 'waiting');
  if (about.length === 0) return { none: 'the customer has sent a new key for every workspace.' };
  const [create, them, keep, it] =
    about.length === 1
      ? ['a new key', 'its ARN', 'the old key', 'it']
      : ['new keys', 'their ARNs', 'the old keys', 'them'];
  const ask = `To replace your AWS KMS key ${forLines(about, scene)}, please create ${create} as described below, and send us ${them}.`;
  return {
    subject: 'Your new AWS KMS key: what to do, and why the old key must stay enabled',
    ask: `${ask} Please keep ${keep} enabled until we write that nothing needs ${it} any more.`,
    news: scene.lines.some(({ asksWhy }) => asksWhy) ? ask : '',
    parts: instructionParts(scene, about),
    about,
  };
}

/** Whether a text about what came in may say that there is nothing to do (H27). */
const nothingElse = ({ lines }: Scene, about: readonly StagedLine[]): boolean =>
  lines.every(
    ({ stage, asksWhy, otherwiseOutOfUse }) =>
      !asksWhy && !otherwiseOutOfUse && stage.step !== 'waiting' && stage.step !== 'rejected',
  ) && about.every((one) => !inOtherAccount(one));

const inOtherAccount = ({ line: { oldKey, newKey } }: StagedLine): boolean =>
  newKey !== null && newKey.awsAccountId !== oldKey.awsAccountId;

const OTHER_ACCOUNT = [
  'The new key is in another AWS account than the old one. Before we can switch, a contact of yours whom we have verified before has to confirm it. We reach that contact in the way that we have on record; a reply to this ticket is not enough.',
  'We also have to see that the request comes from the account that holds the new key. If that is still missing, we send you how to show it.',
];

function received(scene: Scene): MadeKind {
  const about = inStep(scene, 'received');
  if (about.length === 0) return { none: 'no new key waits for our tests.' };
  const got = `we have the ARN of the new key ${forLines(about, scene)}, test it, and write to you again`;
  const idle = nothingElse(scene, about);
  const confirmed = about.some(inOtherAccount)
    ? 'Please note that a contact of yours has to confirm the new key, as described below. '
    : '';
  return {
    subject: 'Your new AWS KMS key: we test it, both keys must stay enabled',
    ask: idle
      ? `You do not need to do anything now: ${got}. Until then, ${bothKeys(about)} must stay enabled.`
      : `${confirmed}Until we write to you again, ${bothKeys(about)} must stay enabled.`,
    news: idle ? '' : `${capital(got)}.`,
    parts: [
      ...listed(about, scene, (one) => (inOtherAccount(one) ? OTHER_ACCOUNT : [])),
      paragraph('Our product goes on using the old key until we write to you that it has switched.'),
    ],
    about,
  };
}

function switched(scene: Scene): MadeKind {
  const ordered = inStep(scene, 'ordered');
  const acknowledged = inStep(scene, 'acknowledged');
  const backedUp = inStep(scene, 'first_backup');
  const done = [...backedUp, ...acknowledged];
  const about = [...done, ...ordered];
  if (about.length === 0) return { none: 'no switch is under way or waits for the release of its old key.' };
  const counts = (one: StagedLine): string[] => countWords(one.line.dependents, 'the old key', scene);
  const said = (lines: readonly StagedLine[], words: string): string[] =>
    lines.length === 0 ? [] : [`${words} ${forLines(lines, scene)}.`];
  const news = [
    ...said(backedUp, 'Our product makes new backups with the new key'),
    ...said(acknowledged, 'Our product has acknowledged the switch to the new key'),
    ...said(ordered, 'The switch to the new key is under way'),
    ...said(inStep(scene, 'waiting', 'received', 'rejected'), 'Nothing is switched'),
  ].join(' ');
  return {
    subject:
      done.length === 0
        ? 'Your new AWS KMS key: the switch is under way, both keys must stay enabled'
        : `Your new AWS KMS key: switched ${forLines(done, scene)}, both keys must stay enabled`,
    ask: keepEnabled(scene),
    news,
    parts: [
      ...(done.length === 0 ? [] : [heading('Switched'), ...listed(done, scene, counts)]),
      ...(ordered.length === 0 ? [] : [heading('Switch under way'), ...listed(ordered, scene, counts)]),
      paragraph(
        'A new key does not change the backups that exist: each of them needs the key that it was made with, unless it was re-encrypted with the new key since.',
      ),
    ],
    about,
  };
}

function bothStay(scene: Scene): MadeKind {
  const about = scene.lines.filter(({ stage, oldKeyFree }) => !(stage.step === 'released' && oldKeyFree));
  if (about.length === 0) return { none: 'every old key is released. Use the text “Old key released”.' };
  const both = about.every(({ stage }) => stage.step !== 'waiting' && stage.step !== 'rejected');
  const must = `${both ? bothKeys(about) : about.length === 1 ? 'the old key' : 'the keys below'} must stay enabled for now`;
  const [only] = about;
  const single = only !== undefined && about.length === 1;
  return {
    subject: `Your AWS KMS key: ${must}`,
    ask: `${capital(must)}, so that we can make and restore your backups.`,
    news: single
      ? `${earliestWords(only, scene)} What depends on the old key is below.`
      : 'What depends on the old key of each workspace, and from when on we may no longer need it, is below.',
    parts: [
      ...END_OF_KEY,
      heading('What we need'),
      paragraph('What you do with your keys is your decision. We only say what our product needs, and why.'),
      ...listed(about, scene, (one) => [
        ...countWords(one.line.dependents, 'the old key', scene),
        ...(one.stage.step === 'rolled_back' ? countWords(one.line.newDependents, 'the new key', scene) : []),
        ...(single ? [] : [earliestWords(one, scene)]),
      ]),
    ],
    about,
  };
}

/** The workspaces that a released key was for. */
const workspacesOf = (arn: string, about: readonly StagedLine[]): string[] =>
  about.filter(({ line }) => line.oldKey.arn === arn).map(({ place }) => `Workspace: ${place}`);

const latest = (about: readonly StagedLine[]): Date =>
  new Date(Math.max(...about.flatMap(({ stage }) => (stage.step === 'released' ? [stage.at.getTime()] : []))));

function released(scene: Scene): MadeKind {
  const about = inStep(scene, 'released').filter(({ oldKeyFree }) => oldKeyFree);
  const keys = distinct(about, ({ line }) => line.oldKey.arn);
  if (keys.length === 0)
    return scene.lines.some(({ line }) => line.releasedAt !== null && somethingDepends(line))
      ? { none: 'something depends on the old key again, by the newest report of our product.' }
      : { none: 'no old key is released, or another workspace still needs it.' };
  const [it, which] = keys.length === 1 ? ['it', 'the old key'] : ['them', 'these old keys'];
  const accounts = [...new Set(about.map(({ region }) => region.vendorAccountId))];
  const newKeys = distinct(about, ({ line }) => line.newKey?.arn ?? '');
  return {
    subject: `We no longer need your old AWS KMS key${keys.length === 1 ? '' : 's'}`,
    ask: `Please keep ${about.length === scene.lines.length && newKeys.length === 1 ? 'the new key' : 'every other key named below'} enabled.`,
    news: `As of ${scene.when(latest(about))}, nothing that we hold needs ${which} below. Whether you keep or delete ${it} is your decision, and AWS cannot undo a deletion.`,
    parts: [
      ...END_OF_KEY,
      paragraph(`This message is our answer for ${which} below, and for no other key.`),
      heading(keys.length === 1 ? 'The old key that we no longer need' : 'The old keys that we no longer need'),
      ...keys.map((one) =>
        list(
          `Old key: ${one.line.oldKey.arn}`,
          ...workspacesOf(one.line.oldKey.arn, about),
          ...stateOfReleased(one, scene),
        ),
      ),
      heading('What must stay enabled'),
      list(
        ...about.map(
          ({ line, place }) =>
            `New key: ${line.newKey?.arn ?? ''}. It must stay enabled, with its policy unchanged: our product uses it for the workspace ${place}.`,
        ),
      ),
      heading(
        `You may remove our statement from the policy of ${keys.length === 1 ? 'the old key, and only of this one' : 'the old keys, and only of these'}`,
      ),
      list(...keys.map(({ line }) => `Old key: ${line.oldKey.arn}`), `Our account: ${accounts.join(', ')}`),
      REMOVE_STATEMENT,
      OWNERS_DECISION,
    ],
    about,
  };
}

function rolledBack(scene: Scene): MadeKind {
  const about = inStep(scene, 'rolled_back');
  const [only] = about;
  if (only === undefined) return { none: 'no workspace was set back to its old key.' };
  const back = about.length === 1 && only.stage.step === 'rolled_back' ? only.stage : null;
  return {
    subject: 'Your new AWS KMS key: we went back to the old key, both keys must stay enabled',
    ask: `Please disable neither key: ${bothKeys(about)} must stay enabled, with their policies unchanged, until we write to you that one of them is no longer needed.`,
    news: back
      ? `On ${scene.when(back.at)}, we set our product back to the old key ${forLines(about, scene)}${becauseWords(back)}.`
      : `We set our product back to the old key ${forLines(about, scene)}. When and why is below.`,
    parts: [
      ...listed(about, scene, (one) => [
        ...(one.line.firstBackupAt === null
          ? ['Backups with the new key: none has been reported to us, but there may be some.']
          : [`The first backup with the new key ran on ${scene.when(one.line.firstBackupAt)}.`]),
        ...countWords(one.line.newDependents, 'the new key', scene),
      ]),
      paragraph(
        'A backup can be restored only with the key that it was made with. If you want to try again with the same new key or with another one, please tell us first.',
      ),
    ],
    about,
  };
}

function rejected(scene: Scene): MadeKind {
  const about = inStep(scene, 'rejected');
  const [only] = about;
  if (only === undefined) return { none: 'no new key was rejected, or nobody chose the reason.' };
  const one = about.length === 1;
  return {
    subject: 'Your new AWS KMS key: we do not switch to it, the old key must stay enabled',
    ask: 'Please keep the old key enabled, with its policy unchanged.',
    news: `We do not switch to the key that you sent us ${forLines(about, scene)}. ${one ? rejectedNext(only, scene) : 'What to do next is below for each workspace.'}`,
    parts: listed(about, scene, (line) => [
      `Reason: ${rejectedBecause(line)}`,
      ...(one ? [] : [`What to do next: ${rejectedNext(line, scene)}`]),
    ]),
    about,
  };
}

export const TEXTS: Readonly<Record<LineText, (scene: Scene) => MadeKind>> = {
  instructions,
  received,
  switched,
  both_stay: bothStay,
  released,
  rolled_back: rolledBack,
  rejected,
};
