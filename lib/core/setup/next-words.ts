import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { ATTENTION_WORD, STAGE_WORD } from './setup-words.ts';
import type { SetupStep } from './stage.ts';
import type { Attention } from './standing.ts';

/** Where a setup is and what comes next, for whoever sees it first. */
export const STEP_AND_NEXT: Readonly<Record<SetupStep, string>> = {
  ...STAGE_WORD,
  customer: 'facts missing: record them',
  our_side: 'tests passed: record that our product uses the key, then clear it. Until then the customer must not start',
  clear: 'tests passed and our side recorded: clear it, then tell the customer that they may start',
  told: 'cleared, but the customer doesn’t know that they may start',
};
/** The step of the tests, where it waits for us. */
export const ENCRYPT_TEST_MISSING = 'tests under way: the encrypt/decrypt test is missing, run it';

/** Why a setup needs us, and what to do. */
export const ATTENTION_AND_NEXT: Readonly<Record<Attention, string>> = {
  ...ATTENTION_WORD,
  other_key: 'first backup used another key: ask the customer to choose the right one',
  ownership_withdrawn: 'proof of ownership withdrawn: the customer must prove it again',
  no_first_backup: 'first backup did not come: ask the customer whether the job has run',
  hold_over: 'the hold ended: go on, or put it on hold again',
  remind: 'the customer hasn’t answered: remind them',
};

/** That the customer must correct the key of a setup. */
export const failsTestsWords = (cause: FindingCode): string => `the key fails its tests: ${findingRecord(cause).word}`;
