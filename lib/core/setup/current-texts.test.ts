import { expect, it } from 'vitest';
import { currentTexts } from './current-texts.ts';
import type { SetupText } from './setup.ts';
import { SETUP_STEPS, type SetupStep } from './stage.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 29, 12, minute));
const text = (kind: SetupText, minute: number, more: { lineId?: string; told?: object } = {}) => ({
  kind,
  lineId: more.lineId ?? null,
  told: more.told ?? null,
  frozen: { at: at(minute) },
});
/** A workspace at a step, with the minutes at which earlier steps were done. */
const line = (step: SetupStep, done: Partial<Record<SetupStep, number>>, id = 'a') => ({
  id,
  stage: { step },
  resultTold: null,
  steps: SETUP_STEPS.map((one) => ({ step: one, at: done[one] === undefined ? null : at(done[one]) })),
});

it('instructions that were not sent stay current until a key comes in', () => {
  const instructions = text('instructions', 5);
  expect(currentTexts([instructions], [line('instructions', { customer: 1 })])).toEqual([instructions]);
  expect(currentTexts([instructions], [line('ownership', { customer: 1, key: 6 })])).toEqual([]);
  // Somebody makes them again on purpose.
  expect(currentTexts([instructions], [line('tests', { customer: 1, key: 3 })])).toEqual([instructions]);
});

it('a request for what is missing is out of date once any workspace got a key or a proof', () => {
  const followUp = text('follow_up', 5);
  const waiting = line('key', { instructions: 4 });
  expect(currentTexts([followUp], [waiting, line('tests', { key: 2, ownership: 6 }, 'b')])).toEqual([]);
  expect(currentTexts([followUp], [waiting, line('tests', { key: 2, ownership: 3 }, 'b')])).toEqual([followUp]);
});

it('of two texts of one kind only the newer is current, and none after the newer was told', () => {
  const [newer, older] = [text('follow_up', 6), text('follow_up', 5)];
  expect(currentTexts([newer, older], [line('key', {})])).toEqual([newer]);
  expect(currentTexts([{ ...newer, told: {} }, older], [line('key', {})])).toEqual([]);
});

it('the text to start is current only while its own workspace is cleared and not told', () => {
  const [a, b] = [text('cleared', 8, { lineId: 'a' }), text('cleared', 7, { lineId: 'b' })];
  const lines = [line('told', { key: 1, clear: 8 }), line('first_backup', { key: 1, clear: 7, told: 9 }, 'b')];
  expect(currentTexts([a, b], lines)).toEqual([a]);
  // The proof of ownership was withdrawn.
  expect(currentTexts([a], [line('ownership', { key: 1, clear: 8 })])).toEqual([]);
});

it('the text that tests passed is out of date once a workspace is cleared', () => {
  const passed = text('tests_passed', 5);
  expect(currentTexts([passed], [line('our_side', { tests: 4 })])).toEqual([passed]);
  expect(currentTexts([passed], [line('told', { tests: 4, clear: 6 })])).toEqual([]);
});

it('what the tests found is no longer to send once the customer was told it in a reply about the key', () => {
  const findings = text('findings', 5, { lineId: 'a' });
  const failing = line('tests', { key: 1 });
  expect(currentTexts([findings], [failing])).toEqual([findings]);
  expect(currentTexts([findings], [{ ...failing, resultTold: { at: at(6) } }])).toEqual([]);
  expect(currentTexts([findings], [{ ...failing, resultTold: { at: at(4) } }])).toEqual([findings]);
});
