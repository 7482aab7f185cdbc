import { describe, expect, it } from 'vitest';
import { besideEarlier, judgeControl, type ControlSeen } from '#lib/core/verdict/control.ts';
import { judgeDenials } from '#lib/core/verdict/denial.ts';
import type { PolicyAnswer, PolicyReading } from '#lib/core/finding/evidence.ts';
import { NO_EVIDENCE } from '#lib/core/finding/evidence.ts';
import { incidentStart, HOLD_MS, manyDenied, DENIED_WITHIN_MS } from '#lib/core/verdict/incident.ts';
import { PROBE_FAULTS } from '#lib/core/probe/report.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  aControl,
  after,
  allCells,
  aRegionView,
  aReport,
  CATCH_ALL,
  cell,
  MINUTE_MS,
  NOW,
} from '#lib/core/verdict/checks.test-support.ts';

const BEGUN = after(-6 * MINUTE_MS);
const denied = allCells(CATCH_ALL);
const judged = (region = aRegionView(), since: Date | null = BEGUN, now = NOW) =>
  judgeDenials(denied, region, NO_EVIDENCE, since, now);

describe('the control key check', () => {
  const judgementOf = (control: ControlSeen | null) =>
    judgeControl(aRegionView({ control, hasControlKey: true }), ['Decrypt']);

  it('is absent, passed, failed or unknown by the result of the same action', () => {
    expect(judgeControl(aRegionView(), ['Decrypt'])).toBe('absent');
    expect(judgementOf(aControl('allowed'))).toBe('passed');
    expect(judgementOf(aControl(CATCH_ALL))).toBe('failed');
    expect(judgementOf(aControl('denied:identity_policy'))).toBe('failed');
    expect(judgementOf(null)).toBe('unknown');
    for (const fault of PROBE_FAULTS) expect(judgementOf(aControl(`could_not_tell:${fault}`))).toBe('unknown');
  });

  it('H12 counts only for the same action: another action that passed says nothing', () => {
    const control = {
      ...aControl('allowed'),
      cells: [cell('Encrypt', 'allowed'), cell('Decrypt', 'could_not_tell:throttled')],
    };
    expect(judgementOf(control)).toBe('unknown');
    expect(judgementOf({ ...control, cells: [cell('Encrypt', 'allowed')] })).toBe('unknown');
  });

  it.each(['Disabled', 'PendingDeletion', 'PendingImport', 'Unavailable'])(
    'H12 of a key in %s is broken and no incident',
    (keyState) => {
      expect(judgementOf(aControl('not_run', NOW, keyState))).toBe('broken');
      expect(judgementOf(aControl('allowed', NOW, keyState))).toBe('broken');
    },
  );

  it('H12 of a key that is deleted, or refuses because of its state, is broken', () => {
    expect(judgementOf(aControl('denied:not_found', NOW, null))).toBe('broken');
    expect(judgementOf(aControl('wrong_state:disabled'))).toBe('broken');
  });

  it('is contradicted when another customer’s key allowed the action afterwards, and not when it did before', () => {
    const of = (others: Date) => judgeControl(aRegionView({ control: aControl(CATCH_ALL), others }), ['Decrypt']);
    expect(of(after(1))).toBe('contradicted');
    expect(of(after(-1))).toBe('failed');
  });

  it('is contradicted by a success since the first of several denied checks in a row', () => {
    const earlier = besideEarlier(aControl(CATCH_ALL, after(-9 * MINUTE_MS)), null);
    const judged = (before: ControlSeen, others: Date) =>
      judgeControl(aRegionView({ control: besideEarlier(aControl(CATCH_ALL), before), others }), ['Decrypt']);
    expect(judged(earlier, after(-MINUTE_MS))).toBe('contradicted');
    expect(judged(earlier, after(-10 * MINUTE_MS))).toBe('failed');
    const third = besideEarlier(aControl(CATCH_ALL, after(-MINUTE_MS)), earlier);
    expect(judged(third, after(-8 * MINUTE_MS))).toBe('contradicted');
    // It worked in between, so our own side may have failed since.
    expect(judged(besideEarlier(aControl('allowed', after(-2 * MINUTE_MS)), earlier), after(-MINUTE_MS * 3))).toBe(
      'failed',
    );
    expect(besideEarlier(aControl('allowed'), earlier).deniedSince).toEqual({});
  });

  it('H12 is not contradicted by other customers’ successes from before this denial began: our side may have failed since', () => {
    const control = besideEarlier(aControl(CATCH_ALL), besideEarlier(aControl(CATCH_ALL, after(-9 * MINUTE_MS)), null));
    const view = aRegionView({ control, others: after(-5 * MINUTE_MS) });
    expect(judgeControl(view, ['Decrypt'], after(-6 * MINUTE_MS))).toBe('contradicted');
    expect(judgeControl(view, ['Decrypt'], after(-4 * MINUTE_MS))).toBe('failed');
  });
});

describe('who is at fault for a denial', () => {
  it('H12 is confirmed only when the control key check passed and the role is declared to cover every key', () => {
    const control = aControl('allowed');
    expect(judged(aRegionView({ control, roleCoversEveryKey: true })).confidence).toBe('certain');
    expect(judged(aRegionView({ control })).confidence).toBe('likely');
    expect(judged(aRegionView({ roleCoversEveryKey: true, others: NOW })).confidence).toBe('likely');
  });

  it('H12 without a control key is likely only after another customer’s success since the denial began', () => {
    expect(judged().confidence).toBe('one_of_several');
    const others = (at: Date, roleCoversEveryKey = true) => aRegionView({ others: at, roleCoversEveryKey });
    expect(judged(others(BEGUN)).confidence).toBe('likely');
    expect(judged(others(after(-1, BEGUN))).confidence).toBe('one_of_several');
    expect(judged(others(NOW), null).confidence).toBe('one_of_several');
    // A role whose IAM scope is a list of keys proves nothing about a key that may be missing from it.
    expect(judged(others(BEGUN, false)).confidence).toBe('one_of_several');
  });

  it('H12 is unclear when the control key check failed, contradicts or got no answer', () => {
    for (const word of [CATCH_ALL, 'could_not_tell:timed_out'] as const)
      expect(judged(aRegionView({ control: aControl(word) })).confidence).toBe('one_of_several');
    expect(judged(aRegionView({ control: aControl(CATCH_ALL), others: after(1) })).confidence).toBe('one_of_several');
  });

  it('is not on hold when nothing was denied', () => {
    const nothing = judgeDenials(aReport(), aRegionView({ incidentSince: BEGUN }), NO_EVIDENCE, null, NOW);
    expect(nothing.onHold).toBeNull();
  });

  const reading = (answer: PolicyAnswer): PolicyReading => ({
    kind: 'key_policy',
    answers: Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, answer])) as PolicyReading['answers'],
    conditionKeys: [],
    grantsForAwsServices: true,
    moreThanNeeded: [],
    ownerKeepsControl: true,
    otherVendorAccounts: [],
  });
  const withCopy = (answer: PolicyAnswer, asOf: Date, region = aRegionView()) =>
    judgeDenials(denied, region, { ...NO_EVIDENCE, keyPolicy: { asOf, content: reading(answer) } }, BEGUN, NOW)
      .confidence;

  it('is settled by the customer’s own policy, taken since the denial began', () => {
    expect(withCopy('not_granted', NOW)).toBe('likely');
    expect(withCopy('denied', NOW)).toBe('likely');
    expect(withCopy('not_granted', after(-1, BEGUN))).toBe('one_of_several');
    expect(withCopy('conditional', NOW)).toBe('one_of_several');
  });

  it('is unclear again when that policy allows what was denied', () => {
    expect(withCopy('allowed', NOW, aRegionView({ control: aControl('allowed') }))).toBe('one_of_several');
  });
});

describe('many customers at once', () => {
  it('H25 are counted as customers and as accounts, never as keys', () => {
    expect(manyDenied({ customers: 3, accounts: 3, liveKeys: 20 })).toBe(true);
    expect(manyDenied({ customers: 2, accounts: 40, liveKeys: 20 })).toBe(false);
    expect(manyDenied({ customers: 40, accounts: 2, liveKeys: 20 })).toBe(false);
  });

  it('are a share of the keys in a large region, and never more than ten', () => {
    expect(manyDenied({ customers: 3, accounts: 3, liveKeys: 301 })).toBe(false);
    expect(manyDenied({ customers: 4, accounts: 4, liveKeys: 301 })).toBe(true);
    expect(manyDenied({ customers: 9, accounts: 9, liveKeys: 10_000 })).toBe(false);
    expect(manyDenied({ customers: 10, accounts: 10, liveKeys: 1_000_000 })).toBe(true);
  });

  it('begin an incident that ends when they are few again and our own side works', () => {
    const many = aRegionView({ deniedTogether: 5 });
    const begun = incidentStart(many, true, NOW);
    expect(begun).toEqual(NOW);
    expect(incidentStart({ ...many, incidentSince: BEGUN }, true, NOW)).toEqual(BEGUN);
    const few = aRegionView({ deniedTogether: 1, incidentSince: BEGUN });
    expect(incidentStart(few, false, NOW)).toEqual(BEGUN);
    expect(incidentStart(few, true, NOW)).toBeNull();
    expect(incidentStart(aRegionView({ deniedTogether: 1 }), true, NOW)).toBeNull();
  });

  it('H25 put a denial on hold for 30 minutes from its own beginning, and longer only while our own side fails', () => {
    const view = (control: ControlSeen | null) => aRegionView({ deniedTogether: 5, incidentSince: BEGUN, control });
    const halfHour = after(HOLD_MS, BEGUN);
    const passing = view(aControl('allowed', NOW));
    expect(judged(passing, BEGUN, after(-1, halfHour)).onHold).toBe('many_denied');
    expect(judged(passing, BEGUN, halfHour).onHold).toBeNull();
    expect(judged(view(null), BEGUN, after(10 * HOLD_MS)).onHold).toBe('many_denied');
    expect(judged(view(aControl(CATCH_ALL)), BEGUN, halfHour).onHold).toBe('own_side_fails');
    expect(DENIED_WITHIN_MS).toBe(30 * MINUTE_MS);
  });
});
