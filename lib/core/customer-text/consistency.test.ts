import { describe, expect, it } from 'vitest';
import { adviseOn } from '#lib/core/finding/advise.ts';
import {
  anInput,
  commandsIn,
  DETAILS,
  everyTextOf,
  FULL,
  sent,
  unwrapped,
  withoutDateSeen,
  verdictOfCause,
} from '#lib/core/customer-text/customer-text.test-support.ts';
import { customerText } from '#lib/core/customer-text/customer-text.ts';
import { CONFIDENCES } from '#lib/core/finding/status.ts';
import { FINDING_CODES } from '#lib/core/finding/all-findings.ts';
import { aFinding, ARN, NOW } from '#lib/core/verdict/checks.test-support.ts';

/** Every text about one finding, and about each pair of findings of which the first is the cause. */
const EVERY_TEXT = FINDING_CODES.flatMap((code) => [
  ...everyTextOf(code),
  ...FINDING_CODES.flatMap((other) => {
    const findings = [aFinding(code, 'likely', FULL), aFinding(other, 'likely', FULL)];
    const text = customerText(anInput({ verdict: verdictOfCause(code), findings }));
    return text.kind === 'text' ? [text] : [];
  }),
]).map(({ body }) => body);
const USABLE_TEXTS = FINDING_CODES.map((code) => sent(anInput({ findings: [aFinding(code, 'likely', FULL)] })).body);

/** Every sentence that staff read about any finding. */
const EVERY_ADVICE = FINDING_CODES.flatMap((code) =>
  DETAILS.flatMap((detail) =>
    CONFIDENCES.map((confidence) => {
      const subject = { arn: ARN, region: 'eu-west-1', vendorAccountId: null, timeZone: null, sendsContext: false };
      const { headline, cause, because, settles, steps } = adviseOn(aFinding(code, confidence, detail), {
        ...subject,
        now: NOW,
      });
      return [headline, cause, ...because, settles ?? '', ...steps.map(({ text }) => text)].join(' ');
    }),
  ),
);

const NOTHING_TO_DO = /\byou (?:need not|don.t need to|do not need to) do anything/i;

describe('a text does not contradict itself', () => {
  it('H27 a text that says there is nothing to do gives no steps and no commands', () => {
    const nothingToDo = [...EVERY_TEXT, ...USABLE_TEXTS].filter((body) => NOTHING_TO_DO.test(unwrapped(body)));
    expect(nothingToDo.length).toBeGreaterThan(FINDING_CODES.length);
    for (const body of nothingToDo) {
      expect(commandsIn(body)).toEqual([]);
      expect(body).not.toMatch(/^(What to do|To do)|^ *1\. /m);
      expect(unwrapped(body)).not.toMatch(
        /please (enable|cancel|import|add|change|edit|check|remove|put|allow|create|send)\b/i,
      );
    }
  });

  it('H27 a text names one deadline at most', () => {
    const deadlines = EVERY_TEXT.map(
      (body) =>
        new Set(
          [...withoutDateSeen(unwrapped(body)).matchAll(/not before (\w{3} \d+ \w{3} \d{4} \d\d:\d\d UTC)/g)].map(
            ([, at]) => at,
          ),
        ),
    );
    expect(deadlines.some((dates) => dates.size === 1)).toBe(true);
    for (const dates of deadlines) expect(dates.size).toBeLessThanOrEqual(1);
  });

  it('says what stops only where something stops', () => {
    const said = EVERY_TEXT.flatMap((body) => unwrapped(body).match(/What stops: .{20}|Nothing stops: .{20}/g) ?? []);
    expect(said.some((words) => words.startsWith('What stops: '))).toBe(true);
    expect(said.some((words) => words.startsWith('Nothing stops: backups and restores'))).toBe(true);
    expect(said.filter((words) => /What stops: (?:no|none|nothing)\b/.test(words))).toEqual([]);
  });

  it('asks until when something is intended only where it can end, and never of a deletion', () => {
    const purpose = EVERY_TEXT.flatMap((body) => unwrapped(body).match(/Change nothing, and .*? means:/g) ?? []);
    expect(purpose.some((words) => words.includes('until when'))).toBe(true);
    const deletions = purpose.filter((words) => words.includes('the deletion is intended'));
    expect(deletions.length).toBeGreaterThan(0);
    for (const words of deletions) {
      expect(words).not.toContain('until when');
      expect(words).toContain('accepts the loss of all data that only this key can decrypt');
    }
    for (const body of EVERY_TEXT)
      if (body.includes('by nobody: not by you')) expect(unwrapped(body)).not.toMatch(/intended, and until when/);
  });

  it('H27 only the text for a usable key says that our account is permitted to use it', () => {
    const permitted = 'our account is permitted to use this key';
    for (const body of USABLE_TEXTS) expect(unwrapped(body)).toContain(permitted);
    for (const body of EVERY_TEXT) expect(unwrapped(body)).not.toContain(permitted);
  });

  it('H27 a confirmed denial is no longer called unconfirmed', () => {
    for (const code of ['access_lost', 'no_access_yet', 'partial_access'] as const)
      for (const { body } of everyTextOf(code)) expect(unwrapped(body)).not.toMatch(/we are confirming/i);
  });
});

describe('no sentence about any finding', () => {
  const PERMISSION =
    /\b(you|they|the customer|the owner) (may|can) (now |then |safely )?(delete|schedule)|safe(ly)? to delete|no longer need/i;

  it('H19 says that a key may be deleted', () => {
    expect('Then you may delete the old key.').toMatch(PERMISSION);
    for (const body of [...EVERY_TEXT, ...USABLE_TEXTS]) expect(unwrapped(body)).not.toMatch(PERMISSION);
    for (const words of EVERY_ADVICE) expect(words).not.toMatch(PERMISSION);
  });
});
