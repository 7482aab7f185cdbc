import { describe, expect, it } from 'vitest';
import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import { after, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { controlAnswerWords, holdWords, paceWords, restWords } from '#lib/core/pages/settings-words.ts';

const ANSWERS: readonly ControlAnswer[] = [
  { kind: 'no_control_key' },
  { kind: 'never_asked' },
  { kind: 'no_answer', at: NOW, actions: ['Encrypt'] },
  { kind: 'bad_state', at: NOW, keyState: 'Disabled' },
  { kind: 'denied', at: NOW, actions: ['Decrypt', 'Encrypt'] },
  { kind: 'passed', at: NOW },
];

describe('the control key’s last answer in words', () => {
  it('names the actions that were denied and who must act', () => {
    const { words, next } = controlAnswerWords({ kind: 'denied', at: NOW, actions: ['Decrypt', 'Encrypt'] });
    expect(words).toBe('Denied: kms:Decrypt, kms:Encrypt');
    expect(next).toMatch(/we must act/);
  });

  it('H12 blames neither side for a control key in a bad state of its own', () => {
    for (const keyState of ['Disabled', 'Enabled', null]) {
      const { words, next } = controlAnswerWords({ kind: 'bad_state', at: NOW, keyState });
      expect(words).toMatch(/^In a bad state of its own/);
      expect(next).toContain('owners of denials stay one of several, or likely');
    }
  });

  it('says which actions were not answered, and when none was', () => {
    const noAnswer = (actions: readonly ProbeAction[]) => controlAnswerWords({ kind: 'no_answer', at: NOW, actions });
    expect(noAnswer(['Encrypt']).words).toBe('No answer for kms:Encrypt; the rest was allowed');
    expect(noAnswer(REQUIRED_ACTIONS).words).toBe('No answer');
  });

  it('H15 says that our side passed of nothing but a pass', () => {
    for (const answer of ANSWERS)
      expect(/passed/i.test(controlAnswerWords(answer).words)).toBe(answer.kind === 'passed');
  });
});

describe('a hold in words', () => {
  it('H25 says why denials are held, and lays them on nobody', () => {
    const { words, next } = holdWords({
      hold: { since: NOW, actions: ['Decrypt'] },
      controlAnswer: { kind: 'never_asked' },
    });
    expect(words).toMatch(/^Held/);
    expect(next).toMatch(/Many customers.*\(kms:Decrypt\), so their denials lie on nobody/);
    expect(next).toContain('We look at our own side first.');
  });

  it('H25 does not say that nothing is held while the control key itself is denied', () => {
    const { next } = holdWords({ hold: null, controlAnswer: { kind: 'denied', at: NOW, actions: ['Encrypt'] } });
    expect(next).toContain('lies on nobody either');
  });
});

describe('the sweep’s rest in words', () => {
  const rest = (untilMs: number, throttledInARow = 2) =>
    restWords({ rest: { until: after(untilMs), throttledInARow } }, NOW);

  it('H24 ends at its very instant, and is then not said to be over', () => {
    expect(rest(1).words).toBe('Rests, and goes on');
    expect(rest(0).words).toBe('Goes on; its rest ended');
    expect(rest(-MINUTE_MS).next).toContain('whether it still does');
    expect(restWords({ rest: null }, NOW).words).toBe('Does not rest');
  });

  it('H24 counts the batches', () => {
    expect(rest(MINUTE_MS, 1).next).toContain('the last batch.');
    expect(rest(MINUTE_MS, 3).next).toContain('the last 3 batches.');
  });
});

it('the pace never promises a bad key less than a good one', () => {
  expect(paceWords({ intervalMinutes: 60 })).toBe('A usable key every 60 min, any other every 15 min');
  expect(paceWords({ intervalMinutes: 5 })).toBe('A usable key every 5 min, any other every 5 min');
});
