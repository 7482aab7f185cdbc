import { expect, it } from 'vitest';
import { planOf } from './plan.ts';
import { REPLACEMENT_STATES, textsToSend, type ReplacementState } from './replacement.ts';

const stepAt = (state: ReplacementState): number => planOf({ state }).findIndex((one) => one.state === 'now');

it('what will happen moves on with the line, and nothing is next where it has ended', () => {
  expect(['announced', 'requested', 'testing'].map((state) => stepAt(state as ReplacementState))).toEqual([0, 0, 0]);
  expect((['awaiting_approval', 'approved', 'switched', 'acknowledged'] as const).map(stepAt)).toEqual([1, 2, 3, 4]);
  expect((['released', 'rejected', 'withdrawn', 'rolled_back'] as const).map(stepAt)).toEqual([-1, -1, -1, -1]);
});

it('every step says until when it can be undone', () => {
  for (const state of REPLACEMENT_STATES) for (const { undo } of planOf({ state })) expect(undo).toMatch(/^[A-Z].*\.$/);
});

it('a text is to be sent until somebody records it as told since the line came to its state', () => {
  const at = new Date('2026-03-14T09:00:00Z');
  const later = new Date('2026-03-14T10:00:00Z');
  const announced = [{ state: 'announced', stateAt: at }] as const;
  expect(textsToSend(announced, [], false)).toEqual(['instructions']);
  expect(textsToSend(announced, [{ kind: 'instructions', at: later }], false)).toEqual([]);
  const acknowledged = [{ state: 'acknowledged', stateAt: later }] as const;
  // What was told of the switch under way is not what is told once our product has it.
  expect(textsToSend(acknowledged, [{ kind: 'switched', at }], false)).toEqual(['switched']);
  expect(textsToSend([...announced, ...acknowledged], [], false)).toEqual(['instructions', 'switched']);
  expect(textsToSend([{ state: 'testing', stateAt: at }], [], false)).toEqual([]);
});

it('H17 a request that nobody whom we know made is first asked about and answered, and gets no instructions', () => {
  const at = new Date('2026-03-14T09:00:00Z');
  const announced = [{ state: 'announced', stateAt: at }] as const;
  expect(textsToSend(announced, [], true)).toEqual(['question_to_contact', 'answer_to_asker']);
  expect(textsToSend(announced, [{ kind: 'answer_to_asker', at }], true)).toEqual(['question_to_contact']);
  const released = { state: 'released', stateAt: at } as const;
  expect(textsToSend([...announced, released], [], true)).toContain('released');
});
