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

describe('the control probe', () => {
  const judgementOf = (control: ControlSeen | null) =>
    judgeControl(aRegionView({ control, hasControlKey: true }), ['Decrypt']);

  it('is absent, passed, failed or unknown by what the same action gave', () => {
    expect(judgeControl(aRegionView(), ['Decrypt'])).toBe('absent');
    expect(judgementOf(aControl('allowed'))).toBe('passed');
    expect(judgementOf(aControl(CATCH_ALL))).toBe('failed');
    expect(judgementOf(aControl('denied:identity_policy'))).toBe('failed');
    expect(judgementOf(null)).toBe('unknown');
    for (const fault of PROBE_FAULTS) expect(judgementOf(aControl(`could_not_tell:${fault}`))).toBe('unknown');
  });

  it('H12 speaks only for the same action: another one that passed says nothing', () => {
    const control = {
      ...aControl('allowed'),
      cells: [cell('Encrypt', 'allowed'), cell('Decrypt', 'could_not_tell:throttled')],
    };
    expect(judgementOf(control)).toBe('unknown');
    expect(judgementOf({ ...control, cells: [cell('Encrypt', 'allowed')] })).toBe('unknown');
  });

  it.each(['Disabled', 'PendingDeletion', 'PendingImport', 'Unavailable'])(
    'H12 of a key in %s is broken, no incident',
    (keyState) => {
      expect(judgementOf(aControl('not_run', NOW, keyState))).toBe('broken');
      expect(judgementOf(aControl('allowed', NOW, keyState))).toBe('broken');
    },
  );

  it('H12 that is gone, or refuses for its state, is broken', () => {
    expect(judgementOf(aControl('denied:not_found', NOW, null))).toBe('broken');
    expect(judgementOf(aControl('wrong_state:disabled'))).toBe('broken');
  });

  it('that denies what another customer’s key allowed afterwards contradicts it; what was allowed before says nothing', () => {
    const of = (others: Date) => judgeControl(aRegionView({ control: aControl(CATCH_ALL), others }), ['Decrypt']);
    expect(of(after(1))).toBe('contradicted');
    expect(of(after(-1))).toBe('failed');
  });

  it('that is denied at every asking is contradicted by what was allowed since the first of them', () => {
    const earlier = besideEarlier(aControl(CATCH_ALL, after(-9 * MINUTE_MS)), null);
    const judged = (before: ControlSeen, others: Date) =>
      judgeControl(aRegionView({ control: besideEarlier(aControl(CATCH_ALL), before), others }), ['Decrypt']);
    expect(judged(earlier, after(-MINUTE_MS))).toBe('contradicted');
    expect(judged(earlier, after(-10 * MINUTE_MS))).toBe('failed');
    const third = besideEarlier(aControl(CATCH_ALL, after(-MINUTE_MS)), earlier);
    expect(judged(third, after(-8 * MINUTE_MS))).toBe('contradicted');
    // It worked in between: then our own side may have broken since.
    expect(judged(besideEarlier(aControl('allowed', after(-2 * MINUTE_MS)), earlier), after(-MINUTE_MS * 3))).toBe(
      'failed',
    );
    expect(besideEarlier(aControl('allowed'), earlier).deniedSince).toEqual({});
  });

  it('H12 is not contradicted by what others were allowed before this denial began: our side may have broken since', () => {
    const control = besideEarlier(aControl(CATCH_ALL), besideEarlier(aControl(CATCH_ALL, after(-9 * MINUTE_MS)), null));
    const view = aRegionView({ control, others: after(-5 * MINUTE_MS) });
    expect(judgeControl(view, ['Decrypt'], after(-6 * MINUTE_MS))).toBe('contradicted');
    expect(judgeControl(view, ['Decrypt'], after(-4 * MINUTE_MS))).toBe('failed');
  });
});

describe('whose a denial is', () => {
  it('H12 is certain only where the control passed and the role is declared to cover every key', () => {
    const control = aControl('allowed');
    expect(judged(aRegionView({ control, roleCoversEveryKey: true })).confidence).toBe('certain');
    expect(judged(aRegionView({ control })).confidence).toBe('likely');
    expect(judged(aRegionView({ roleCoversEveryKey: true, others: NOW })).confidence).toBe('likely');
  });

  it('H12 without a control key is likely only with another customer’s success since the denial began', () => {
    expect(judged().confidence).toBe('one_of_several');
    expect(judged(aRegionView({ others: BEGUN })).confidence).toBe('likely');
    expect(judged(aRegionView({ others: after(-1, BEGUN) })).confidence).toBe('one_of_several');
    expect(judged(aRegionView({ others: NOW }), null).confidence).toBe('one_of_several');
  });

  it('H12 is one of several where the control fails, contradicts, or does not answer', () => {
    for (const word of [CATCH_ALL, 'could_not_tell:timed_out'] as const)
      expect(judged(aRegionView({ control: aControl(word) })).confidence).toBe('one_of_several');
    expect(judged(aRegionView({ control: aControl(CATCH_ALL), others: after(1) })).confidence).toBe('one_of_several');
  });

  it('is held for nobody where nothing was denied', () => {
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

  it('is doubted again where that policy allows what was denied', () => {
    expect(withCopy('allowed', NOW, aRegionView({ control: aControl('allowed') }))).toBe('one_of_several');
  });
});

describe('many customers at once', () => {
  it('H25 are counted as customers and as accounts, never as keys', () => {
    expect(manyDenied({ customers: 3, accounts: 3, liveKeys: 20 })).toBe(true);
    expect(manyDenied({ customers: 2, accounts: 40, liveKeys: 20 })).toBe(false);
    expect(manyDenied({ customers: 40, accounts: 2, liveKeys: 20 })).toBe(false);
  });

  it('are many in a large region as a share of it, and never more than ten', () => {
    expect(manyDenied({ customers: 3, accounts: 3, liveKeys: 301 })).toBe(false);
    expect(manyDenied({ customers: 4, accounts: 4, liveKeys: 301 })).toBe(true);
    expect(manyDenied({ customers: 9, accounts: 9, liveKeys: 10_000 })).toBe(false);
    expect(manyDenied({ customers: 10, accounts: 10, liveKeys: 1_000_000 })).toBe(true);
  });

  it('begin a hold that ends when they are few again and our own side passes', () => {
    const many = aRegionView({ deniedTogether: 5 });
    const held = incidentStart(many, true, NOW);
    expect(held).toEqual(NOW);
    expect(incidentStart({ ...many, incidentSince: BEGUN }, true, NOW)).toEqual(BEGUN);
    const few = aRegionView({ deniedTogether: 1, incidentSince: BEGUN });
    expect(incidentStart(few, false, NOW)).toEqual(BEGUN);
    expect(incidentStart(few, true, NOW)).toBeNull();
    expect(incidentStart(aRegionView({ deniedTogether: 1 }), true, NOW)).toBeNull();
  });

  it('H25 hold a denial for half an hour from its own beginning, and then only while our own side does not pass', () => {
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
