import { describe, expect, it } from 'vitest';
import type { ControlAnswer } from '#lib/core/verdict/control-answer.ts';
import { after, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { REQUIRED_ACTIONS, type ProbeAction } from '#lib/core/probe/actions.ts';
import { clockWords, controlAnswerWords, incidentWords, pauseWords } from '#lib/core/pages/regions-words.ts';

const ANSWERS: readonly ControlAnswer[] = [
  { kind: 'no_control_key' },
  { kind: 'never_asked' },
  { kind: 'no_answer', at: NOW, actions: ['Encrypt'] },
  { kind: 'bad_state', at: NOW, keyState: 'Disabled' },
  { kind: 'denied', at: NOW, actions: ['Decrypt', 'Encrypt'] },
  { kind: 'passed', at: NOW },
];

describe('our clock in words', () => {
  it.each([
    [0, 'Agrees with AWS’s', 'plain'],
    [180_000, '3 min behind AWS’s', 'bad'],
    [-7_200_000, '2 h 0 min ahead of AWS’s', 'bad'],
  ])('H26 says which way it is wrong, and who must act: %i ms', (skewMs, words, is) => {
    expect(clockWords({ clock: { skewMs, at: NOW } })).toMatchObject({ words, is });
  });

  it('H15 is not called right before it was compared', () => {
    expect(clockWords({ clock: null })).toMatchObject({ words: 'Not compared yet', is: 'open' });
  });
});

describe('the control key check in words', () => {
  it('names the denied permissions and who must act', () => {
    const { words, next } = controlAnswerWords({
      kind: 'denied',
      at: NOW,
      actions: ['Decrypt', 'Encrypt'],
    });
    expect(words).toBe('Denied: kms:Decrypt, kms:Encrypt');
    expect(next).toMatch(/we must act/);
  });

  it('H12 blames neither side when the control key itself is unusable', () => {
    for (const keyState of ['Disabled', 'Enabled', null]) {
      const { words, next } = controlAnswerWords({ kind: 'bad_state', at: NOW, keyState });
      expect(words).toMatch(/^Unusable: /);
      expect(next).toContain('the next action for a denial stays likely or unclear');
    }
  });

  it('says which permissions got no answer, and when none did', () => {
    const noAnswer = (actions: readonly ProbeAction[]) => controlAnswerWords({ kind: 'no_answer', at: NOW, actions });
    expect(noAnswer(['Encrypt']).words).toBe('No answer for kms:Encrypt; the others were allowed');
    expect(noAnswer(REQUIRED_ACTIONS).words).toBe('No answer');
  });

  it('H15 says "passed" only when every test passed', () => {
    for (const answer of ANSWERS)
      expect(/passed/i.test(controlAnswerWords(answer).words)).toBe(answer.kind === 'passed');
  });
});

describe('an incident in words', () => {
  it('H25 says why denials are on hold, and blames no customer', () => {
    const { words, next } = incidentWords({
      hold: { since: NOW, actions: ['Decrypt'], checked: null },
      controlAnswer: { kind: 'never_asked' },
    });
    expect(words).toMatch(/^On hold/);
    expect(next).toMatch(/Many customers.*\(kms:Decrypt\), so we don’t blame a customer until the incident is over/);
    expect(next).toContain('Check our own side first.');
  });

  it('H25 blames no customer while the control key is denied too, even without an incident', () => {
    const { next } = incidentWords({
      hold: null,
      controlAnswer: { kind: 'denied', at: NOW, actions: ['Encrypt'] },
    });
    expect(next).toContain('we don’t blame a customer for that denial either');
  });
});

describe('a pause of scheduled checks in words', () => {
  const pause = (untilMs: number, throttledInARow = 2) =>
    pauseWords({ rest: { until: after(untilMs), throttledInARow } }, NOW);

  it('H24 ends exactly at its end time, and does not claim that throttling is over', () => {
    expect(pause(1).words).toBe('Paused; they resume');
    expect(pause(0).words).toBe('Pause ended');
    expect(pause(-MINUTE_MS).next).toContain('whether it still does');
    expect(pauseWords({ rest: null }, NOW).words).toBe('Not paused');
  });

  it('H24 gives the number of throttled batches', () => {
    expect(pause(MINUTE_MS, 1).next).toContain('the last batch.');
    expect(pause(MINUTE_MS, 3).next).toContain('the last 3 batches.');
  });
});
