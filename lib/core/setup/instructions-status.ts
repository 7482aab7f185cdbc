import { whyBlocked, whyNotInTexts } from '#lib/core/setup/instructions-check.ts';
import { blocked, type BlockedInstructions } from '#lib/core/setup/instructions-input.ts';
import { nextWords, WAITS_FOR_WORD } from '#lib/core/setup/setup-words.ts';
import type { LineAttention, SetupStep, Stage } from '#lib/core/setup/stage.ts';
import { mostWaiting } from '#lib/core/setup/standing.ts';
import { oneLine } from '#lib/core/text/blocks.ts';
import { dayWords, instantWords } from '#lib/core/text/time-words.ts';

/** Why a workspace must still wait, for somebody who may know neither keys nor findings. */
const NOT_YET_WORDS: Readonly<Record<SetupStep, string>> = {
  customer: 'some facts are missing',
  instructions: 'the instructions have not been sent',
  key: 'the key has not come yet',
  ownership: 'it has to be shown that the key is theirs',
  tests: 'we are testing the key',
  our_side: 'our tests passed',
  clear: 'our tests passed',
  told: 'cleared, but the customer has not been told yet',
  first_backup: 'the first backup has not been reported yet',
};
const WE_DO_WORDS: Readonly<Record<LineAttention, string>> = {
  other_key: 'find out with the customer which key the backup job uses',
  ownership_withdrawn: 'clarify something with the customer',
  no_first_backup: 'ask the customer about the first backup',
  our_status: 'correct something on our side',
  status_unclear: 'find out who has to act',
  result_untold: 'tell the customer what our tests of the key found',
};

/** One workspace of a setup. */
export type StatusLine = {
  workspace: string;
  region: string;
  /** Null where it is finished. */
  stage: Stage | null;
  /** When the customer was told that they may start. */
  toldAt: Date | null;
  firstBackupAt: Date | null;
};

/** What an account executive may know of a setup. */
export type SetupStatus = { customerName: string; timeZone: string | null; lines: readonly StatusLine[] };

/** Whether the customer may start: they were told so, and nothing was taken back since. */
const mayStart = ({ toldAt, stage }: StatusLine): boolean =>
  toldAt !== null && (stage === null || stage.step === 'first_backup');

/**
 * The status of a setup, to forward to an account executive: no ARN, no account, no finding. A sentence for each workspace,
 * then who acts next, and then which workspaces must still wait.
 * @returns two or three lines, or why there are none
 */
export function statusForAccountExecutive({
  customerName,
  timeZone,
  lines,
}: SetupStatus): { kind: 'text'; text: string } | BlockedInstructions {
  for (const { workspace } of lines) {
    const unsafe = whyNotInTexts({ value: workspace, place: 'in the name of a workspace' });
    if (unsafe !== null) return blocked('unsafe_text', unsafe);
  }
  const stages = lines.flatMap(({ stage }) => stage ?? []);
  if (stages.some(({ waitsSince }) => Number.isNaN(waitsSince.getTime())))
    return blocked('malformed_instant', 'There is no text: since when the setup waits is no date.');
  const nameOf = ({ workspace, region }: StatusLine): string =>
    lines.some((other) => other.workspace === workspace && other.region !== region)
      ? `${oneLine(workspace)} (${region})`
      : oneLine(workspace);
  const waiting = lines.filter((line) => !mayStart(line));
  const where = waiting.length < lines.length ? ` in ${waiting.map(nameOf).join(', ')}` : '';
  const text = [
    `Own AWS KMS key for ${oneLine(customerName)}. ${lines.map((line) => `${nameOf(line)}: ${lineWords(line)}.`).join(' ')}`,
    waitingWords(lines, { nameOf, timeZone }),
    ...(waiting.length === 0 ? [] : [`The customer should not create a backup job or an archive job${where} yet.`]),
  ].join('\n');
  const names = { customerName, contactName: null, replyTo: '', regions: [], awsAccountId: null, sentArns: [] };
  return whyBlocked(text, { ...names, code: null }) ?? { kind: 'text', text };
}

/** Where a workspace stands: "may start since Sun 29 Nov 2026; the first backup has not been reported yet". */
function lineWords(line: StatusLine): string {
  const { stage, toldAt, firstBackupAt } = line;
  if (stage === null)
    return firstBackupAt === null ? 'finished' : `finished; the first backup ran on ${dayWords(firstBackupAt)}`;
  if (toldAt === null) return `not yet (${NOT_YET_WORDS[stage.step]})`;
  if (!mayStart(line)) return 'must wait again; please ask us before you tell the customer anything';
  const since = `may start since ${dayWords(toldAt)}`;
  return stage.attention === 'other_key'
    ? `${since}, but the first backup used another key`
    : `${since}; ${NOT_YET_WORDS.first_backup}`;
}

/** Who acts next, since when, and what they do: of those, who acts for us first. */
function waitingWords(
  lines: readonly StatusLine[],
  { nameOf, timeZone }: { nameOf: (line: StatusLine) => string; timeZone: string | null },
): string {
  const most = mostWaiting(lines.flatMap(({ stage }) => stage ?? []));
  if (most === null) return 'Nothing is left to do.';
  const whereTo = new Map<string, string[]>();
  for (const line of lines) {
    const { stage } = line;
    if (stage === null || stage.waitsFor !== most.waitsFor) continue;
    const what = stage.attention === null ? nextWords(stage.step, stage.waitsFor) : WE_DO_WORDS[stage.attention];
    whereTo.set(what, [...(whereTo.get(what) ?? []), nameOf(line)]);
  }
  const whatToDo = [...whereTo].map(([what, names]) => (lines.length === 1 ? what : `${what} (${names.join(', ')})`));
  return `Waiting for ${WAITS_FOR_WORD[most.waitsFor]} since ${instantWords(most.waitsSince, timeZone)}: ${whatToDo.join('; ')}.`;
}
