import { whyBlocked } from '#lib/core/setup/instructions-check.ts';
import { blocked, type BlockedInstructions } from '#lib/core/setup/instructions-input.ts';
import type { WaitsFor } from '#lib/core/setup/stage.ts';
import { oneLine } from '#lib/core/text/blocks.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

const WAITING_WORDS = {
  customer: 'Waiting for the customer',
  account_executive: 'Waiting for the account executive',
  us: 'Waiting for us',
  time: 'Waiting for our next checks',
} as const satisfies Record<WaitsFor, string>;

/** What an account executive may know of a setup. */
export type SetupStatus = {
  customerName: string;
  /** The stage in words: "instructions sent". */
  stage: string;
  waitingFor: WaitsFor;
  since: Date;
  timeZone: string | null;
  /** Whether the customer was told that they may start. */
  mayStart: boolean;
};

/**
 * The status of a setup in two lines that may be forwarded to an account executive: no ARN, no account, no finding.
 * @returns two lines, or why there are none
 */
export function statusForAccountExecutive(status: SetupStatus): { kind: 'text'; text: string } | BlockedInstructions {
  const { customerName, stage, waitingFor, since, timeZone, mayStart } = status;
  if (Number.isNaN(since.getTime()))
    return blocked('malformed_instant', 'There is no text: since when the setup waits is no date.');
  const text = [
    `Own AWS KMS key for ${oneLine(customerName)}: ${oneLine(stage)}.`,
    `${WAITING_WORDS[waitingFor]} since ${instantWords(since, timeZone)}.${mayStart ? '' : ' The customer should not create a backup job or an archive job yet.'}`,
  ].join('\n');
  const names = { customerName, contactName: null, replyTo: '', regions: [], awsAccountId: null, sentArns: [] };
  return whyBlocked(text, { ...names, code: null }) ?? { kind: 'text', text };
}
