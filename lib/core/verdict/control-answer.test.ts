import { describe, expect, it } from 'vitest';
import { controlAnswer } from '#lib/core/verdict/control-answer.ts';
import type { ControlSeen } from '#lib/core/verdict/control.ts';
import { ARN, CATCH_ALL, cell, NOW, type CellWord } from '#lib/core/verdict/checks.test-support.ts';
import { REQUIRED_ACTIONS, type RequiredAction } from '#lib/core/probe/actions.ts';

const seen = (
  words: Partial<Record<RequiredAction, CellWord>> = {},
  keyState: string | null = 'Enabled',
): ControlSeen => ({
  at: NOW,
  keyState,
  cells: REQUIRED_ACTIONS.map((action) => cell(action, words[action] ?? 'allowed')),
  deniedSince: {},
});

describe('the last answer of the control key', () => {
  it('H12 is nothing without a control key, whatever was kept of an earlier one', () => {
    expect(controlAnswer(null, seen(), NOW)).toEqual({ kind: 'no_control_key' });
  });

  it('H15 is "never checked" only when no process ever started a check', () => {
    expect(controlAnswer(ARN, null, null)).toEqual({ kind: 'never_asked' });
    expect(controlAnswer(ARN, null, NOW)).toEqual({ kind: 'no_answer', at: NOW, actions: REQUIRED_ACTIONS });
  });

  it('is passed when every required action was allowed', () => {
    expect(controlAnswer(ARN, seen(), NOW)).toEqual({ kind: 'passed', at: NOW });
  });

  it.each([
    ['a test is missing', { ...seen(), cells: seen().cells.slice(1) }, ['DescribeKey']],
    ['KMS gave no answer', seen({ Encrypt: 'could_not_tell:timed_out' }), ['Encrypt']],
    ['a test was not run', seen({ Decrypt: 'not_run' }), ['Decrypt']],
  ] as const)('is not passed when %s', (_, control, actions) => {
    expect(controlAnswer(ARN, control, NOW)).toEqual({ kind: 'no_answer', at: NOW, actions });
  });

  it('names the denied actions although other tests got no answer', () => {
    const control = seen({ Decrypt: CATCH_ALL, Encrypt: 'could_not_tell:throttled' });
    expect(controlAnswer(ARN, control, NOW)).toEqual({ kind: 'denied', at: NOW, actions: ['Decrypt'] });
  });

  it.each([
    ['its own state', seen({ Encrypt: 'not_run' }, 'Disabled'), 'Disabled'],
    ['a call that it refused', seen({ Encrypt: 'wrong_state:disabled' }), 'Enabled'],
    ['not being found', seen({ DescribeKey: 'denied:not_found' }, null), null],
  ] as const)('H12 is a bad key state and no denial, shown by %s', (_, control, keyState) => {
    expect(controlAnswer(ARN, control, NOW)).toEqual({ kind: 'bad_state', at: NOW, keyState });
  });
});
