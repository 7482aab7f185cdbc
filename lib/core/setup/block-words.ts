import type { RequiredAction } from '#lib/core/probe/actions.ts';
import { actionWords } from '#lib/core/text/commands.ts';
import { timeOfDayWords } from '#lib/core/text/time-words.ts';
import { GATE_BLOCK_WORDS, TEXT_TITLE } from './setup-words.ts';
import { secondCheckFrom, type GateBlock, type LineFacts } from './stage.ts';

/** What is missing of the full checks: "1 of 2 full checks passed; the second counts from 23:16 UTC." */
function secondCheckWords(countsFrom: Date | null, now: Date): string {
  if (countsFrom === null) return GATE_BLOCK_WORDS.checks;
  const begun = '1 of 2 full checks passed';
  // Rounded up: a check of that minute must count.
  const from = new Date(Math.ceil(countsFrom.getTime() / 60_000) * 60_000);
  return countsFrom <= now
    ? `${begun}; the next one counts.`
    : `${begun}; the second counts from ${timeOfDayWords(from)} UTC.`;
}

/**
 * Why a line can't be cleared yet, with what its tests found so far.
 * @param denied the required actions that AWS denied when they were last tested
 */
export function blockWords(
  block: GateBlock,
  { facts, denied, now }: { facts: LineFacts; denied: readonly RequiredAction[]; now: Date },
): string {
  if (block === 'checks') return secondCheckWords(secondCheckFrom(facts, now), now);
  if (block !== 'not_usable') return GATE_BLOCK_WORDS[block];
  if (facts.usable === null) return 'No check has ended since the key came in.';
  const what = denied.length === 0 ? '' : ` AWS denied ${actionWords(denied)}.`;
  return `${GATE_BLOCK_WORDS.not_usable}${what} The text “${TEXT_TITLE.findings}” and the page of the key say what to correct.`;
}
