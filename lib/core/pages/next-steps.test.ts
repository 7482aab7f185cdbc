import { describe, expect, it } from 'vitest';
import {
  CHECK_BEFORE_SENDING,
  TEXT_BLOCK_WORDS,
  type CustomerText,
  type TextBlock,
} from '#lib/core/customer-text/text-input.ts';
import type { Advice } from '#lib/core/finding/advise.ts';
import { ASK_INTENT, CHECK_AGAIN, CHECK_NOW, replyIfAsked, undoStep } from '#lib/core/finding/advice-words.ts';
import { nextSteps } from '#lib/core/pages/next-steps.ts';

const REPLY: CustomerText = {
  kind: 'text',
  subject: 'Your key',
  body: 'Hello',
  asOf: null,
  caution: null,
  says: { asks: true, holds: false, confirmed: true },
};
const blocked = (reason: TextBlock): CustomerText => ({ kind: 'blocked', reason, words: TEXT_BLOCK_WORDS[reason] });
const advice = (given: Partial<Advice> = {}): Advice => ({
  headline: 'The key is disabled.',
  cause: 'It is.',
  because: [],
  acts: 'customer',
  confidence: 'likely',
  settles: null,
  steps: [ASK_INTENT, { text: 'Only then enable it.' }, CHECK_AGAIN],
  reference: null,
  ...given,
});
const next = (given: Partial<Parameters<typeof nextSteps>[0]> = {}) =>
  nextSteps({
    status: 'unusable',
    role: 'active',
    neededAgain: false,
    findings: [advice()],
    text: REPLY,
    unverified: null,
    lastTold: null,
    promisedFor: null,
    ...given,
  });
const textsOf = (given: Parameters<typeof next>[0]): string[] => next(given).steps.map(({ text }) => text);

describe('what staff do next', () => {
  it('begins with the reply, and says whose action it is and how sure that is', () => {
    expect(next().action).toBe('Next action: customer (likely)');
    expect(textsOf({})[0]).toMatch(/^Send the reply\./);
  });

  it('says of each step who does it', () => {
    const steps = [ASK_INTENT, undoStep('enable the key.'), { text: 'Wait.', by: 'aws' as const }];
    expect(next({ findings: [advice({ steps })] }).steps.map(({ who }) => who)).toEqual(['Us', 'Customer', 'AWS']);
    expect(next({ status: 'usable', findings: [] }).steps).toMatchObject([{ who: null }]);
  });

  it('H7 H27 puts what the reply waits for before the step that sends it', () => {
    const caution = `Read it first. ${CHECK_BEFORE_SENDING}`;
    const waiting = { text: { ...REPLY, caution }, unverified: 'Nobody has verified Dana Ruiz.' };
    expect(textsOf(waiting).slice(0, 3)).toEqual([
      'Check the key again here.',
      expect.stringMatching(/^First verify who reads the reply/),
      expect.stringMatching(/^Send the reply\./),
    ]);
    expect(textsOf({ ...waiting, lastTold: { at: new Date(0), changes: [] } })[0]).toMatch(/^The customer was told/);
  });

  it('H27 never says to send a reply that may not be sent: the reason takes its place', () => {
    for (const reason of Object.keys(TEXT_BLOCK_WORDS) as TextBlock[]) {
      const texts = textsOf({ text: blocked(reason) });
      expect(texts.join(' ')).not.toMatch(/send the reply/i);
      expect(texts[0]).toBe(TEXT_BLOCK_WORDS[reason]);
    }
    const steps = [{ text: 'Look at our side.' }, replyIfAsked('It asks for nothing.')];
    expect(textsOf({ findings: [advice({ steps })], text: blocked('vendor_account_missing') })).toEqual([
      'Look at our side.',
    ]);
  });

  it('H18 waits for the answer where a person recorded that the reply was sent, until something changes', () => {
    const at = new Date('2026-03-14T09:12:00Z');
    expect(textsOf({ lastTold: { at, changes: [] } })).toEqual([
      'The customer was told Sat 14 Mar 2026 09:12 UTC. Wait for their answer; check again once they have answered.',
      'Only then enable it.',
    ]);
    expect(textsOf({ lastTold: { at, changes: ['the status'] } })[0]).toMatch(/^Send the reply\./);
    const again = { status: 'usable', findings: [], neededAgain: true, lastTold: { at, changes: [] } } as const;
    expect(textsOf(again)).toEqual([expect.stringMatching(/^The customer was told .* Wait for their answer/)]);
  });

  it('begins with what we promised, whatever else there is to do or to wait for', () => {
    const promisedFor = new Date('2026-03-14T10:15:00Z');
    const first = expect.stringMatching(
      /^Write to the customer again by Sat 14 Mar 2026 10:15 UTC, because we promised it/,
    );
    expect(textsOf({ promisedFor })[0]).toEqual(first);
    expect(textsOf({ promisedFor, text: blocked('evidence_not_judged') })).toEqual([
      first,
      TEXT_BLOCK_WORDS.evidence_not_judged,
    ]);
    // They were told, so nobody asks whether to write.
    const ours = [advice({ steps: [replyIfAsked('It asks for nothing.'), CHECK_NOW] })];
    expect(textsOf({ findings: ours })).toHaveLength(2);
    expect(textsOf({ promisedFor, findings: ours })).toEqual([first, CHECK_NOW.text]);
    // H27: there is something to do, so the action is not "none yet".
    expect(next({ promisedFor, findings: [advice({ acts: 'nobody' })] }).action).toBe('Next action: us');
    expect(next({ promisedFor, status: 'usable', findings: [] }).action).toBe('Next action: us');
  });

  it('is a check alone while evidence waits for one, or a better answer has to be confirmed', () => {
    for (const reason of ['evidence_not_judged', 'confirming_recovery'] as const)
      expect(textsOf({ text: blocked(reason) })).toEqual([TEXT_BLOCK_WORDS[reason]]);
  });

  it('is nothing for a usable key, but the reply for a customer who asked', () => {
    const usable = { status: 'usable', findings: [] } as const;
    expect(next(usable).action).toBe('No action needed');
    expect(textsOf(usable)).toEqual(['Nothing to do, unless the customer asked: then send the reply.']);
    expect(textsOf({ ...usable, text: blocked('nothing_to_say') })).toEqual(['Nothing to do.']);
  });

  it('is ours for a usable key that is needed again after its release, and no start for one pending setup', () => {
    const again = { status: 'usable', findings: [], neededAgain: true } as const;
    expect(next(again).action).toBe('Next action: us');
    expect(textsOf(again)).toEqual(['Send the reply. It asks the customer to keep the key enabled. Do it now.']);
    expect(textsOf({ ...again, text: blocked('vendor_account_missing') })).toEqual([
      TEXT_BLOCK_WORDS.vendor_account_missing,
    ]);
    expect(next({ status: 'usable', findings: [], role: 'candidate' }).action).toContain('must not start yet');
  });
});
