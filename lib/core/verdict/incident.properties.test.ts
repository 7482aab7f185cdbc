import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  always,
  anyScene,
  codesOf,
  denying,
  keysOf,
  RANK,
  highestConfidence,
} from '#lib/core/verdict/any-denial.test-support.ts';
import {
  accusationsIn,
  BEFORE,
  CONTROL,
  outcomeOf,
  SENT,
  type Scene,
} from '#lib/core/verdict/denial-scene.test-support.ts';
import { decide, NO_CONTEXT } from '#lib/core/verdict/decide.ts';
import type { ActionResult, ActionResults } from '#lib/core/probe/action-results.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  after,
  aRecord,
  aReport,
  aUsableRecord,
  cell,
  DAY_MS,
  MINUTE_MS,
  NOW,
  POLICY,
  someFacts,
  testedAt,
} from '#lib/core/verdict/checks.test-support.ts';

// Each property is one guarantee of H9, H10, H11, H13 or H25, for any circumstances.

describe('a region incident', () => {
  const held = { incidentSince: fc.constantFrom(NOW, after(-40 * MINUTE_MS)) };
  const young = fc.integer({ min: 0, max: 29 }).chain((minutes) => {
    const check = { denialCount: 9, firstDenialAt: after(-minutes * MINUTE_MS) };
    return fc.constantFrom(aRecord({ check }), aUsableRecord({ check }));
  });

  it('H25 accuses nobody and counts no denial within 30 minutes of the key’s own first denial', () => {
    always(anyScene({ ...held, record: young }), (scene) => {
      const { check } = outcomeOf(scene);
      expect(accusationsIn(outcomeOf(scene))).toEqual([]);
      expect(check.denialCount).toBe(scene.record.check.denialCount);
      expect(codesOf(scene)).not.toContain('access_denied_unconfirmed');
    });
  });

  it('H25 accuses nobody until something shows that our side works', () => {
    const silent = { control: fc.constantFrom(CONTROL.none, CONTROL.throttled, CONTROL.disabled, CONTROL.denied) };
    const old = BEFORE['usable, 2 denials, 30 min'];
    always(anyScene({ ...held, ...silent, record: fc.constant(old), othersAllowedAt: fc.constant(null) }), (scene) => {
      expect(accusationsIn(outcomeOf(scene))).toEqual([]);
    });
  });

  it('H25 ends for a key 30 minutes after its first denial once our side works; the fault is then likely, not certain', () => {
    const old = fc
      .integer({ min: 30, max: 90 })
      .map((minutes) => aUsableRecord({ check: { denialCount: 9, firstDenialAt: after(-minutes * MINUTE_MS) } }));
    const working = { ...held, record: old, control: fc.constant(CONTROL.allowed) };
    always(anyScene({ ...working, evidence: fc.constant(SENT.nothing) }), (scene) => {
      expect(codesOf(scene)).not.toContain('region_incident');
      expect(highestConfidence(scene)).toBe(RANK.likely);
    });
  });

  it('H25 needs at least three customers and three AWS accounts', () => {
    const few = fc
      .record({ customers: fc.integer({ min: 0, max: 40 }), accounts: fc.integer({ min: 0, max: 40 }) })
      .filter(({ customers, accounts }) => Math.min(customers, accounts) < 3);
    always(anyScene({ deniedTogether: few, incidentSince: fc.constant(null) }), (scene) => {
      expect(codesOf(scene)).not.toContain('region_incident');
    });
  });
});

describe('next to any denial', () => {
  const STATES = {
    Disabled: 'key_disabled',
    PendingDeletion: 'pending_deletion',
    PendingReplicaDeletion: 'pending_replica_deletion',
    PendingImport: 'material_missing',
    Unavailable: 'key_store_unavailable',
  } as const;
  const anyState = fc.constantFrom(...(Object.keys(STATES) as (keyof typeof STATES)[]));
  const seen = (scene: Scene, keyState: string): Scene['report'] => ({
    ...scene.report,
    cells: scene.report.cells.map((one) => (one.action === 'DescribeKey' ? cell('DescribeKey', 'allowed') : one)),
    facts: {
      seen: true,
      value: someFacts({ keyState, deletionAt: keyState === 'PendingDeletion' ? after(DAY_MS) : null }),
    },
  });

  it('H10 H11 a bad key state is the verdict at once, and certain', () => {
    fc.assert(
      fc.property(anyScene({ record: keysOf(BEFORE) }), anyState, (scene, state) => {
        const { verdict, findings } = outcomeOf({ ...scene, report: seen(scene, state) });
        expect(verdict).toEqual({ status: 'unusable', cause: STATES[state] });
        expect(findings[0]).toMatchObject({ code: STATES[state], confidence: 'certain' });
      }),
    );
  });

  it('H10 H11 allowed tests never outweigh a bad key state', () => {
    fc.assert(
      fc.property(anyScene({ record: keysOf(BEFORE) }), anyState, (scene, state) => {
        const allowed = { ...scene, report: denying(new Map()) };
        expect(outcomeOf({ ...allowed, report: seen(allowed, state) }).verdict.status).toBe('unusable');
      }),
    );
  });

  /** A check that tests nothing but DescribeKey, of a key whose other tests are known from before. */
  const onTests = (actions: ActionResults, wasUsable: boolean) => {
    const record = (wasUsable ? aUsableRecord : aRecord)({ check: { actions } });
    const report = { ...aReport({ kind: 'short' }), cells: [cell('DescribeKey', 'allowed')] };
    return decide(record, report, NOW, POLICY, 0.5, NO_CONTEXT).verdict.status;
  };
  const aDayAgo = after(-DAY_MS);

  it('H9 one test that is missing, denied or older than 24 hours keeps a key from usable', () => {
    expect(onTests(testedAt(aDayAgo), true)).toBe('usable');
    const tested = fc.constantFrom(...REQUIRED_ACTIONS.filter((action) => action !== 'DescribeKey'));
    const flaws: fc.Arbitrary<ActionResult | undefined> = fc.constantFrom(
      undefined,
      { result: 'denied', at: aDayAgo },
      { result: 'wrong_state', at: aDayAgo },
      { result: 'allowed', at: after(-1, aDayAgo) },
    );
    fc.assert(
      fc.property(tested, flaws, fc.boolean(), (action, flaw, wasUsable) => {
        const { [action]: _, ...others } = testedAt(aDayAgo);
        expect(onTests(flaw === undefined ? others : { ...others, [action]: flaw }, wasUsable)).not.toBe('usable');
      }),
    );
  });

  it('H13 a deletion is presumed from its date on or when the owner finds no key, and never certain', () => {
    const untilDate = fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS });
    fc.assert(
      fc.property(anyScene(), untilDate, (scene, ms) => {
        const facts = someFacts({ keyState: 'PendingDeletion', deletionAt: after(ms) });
        const record = { ...scene.record, facts, verdict: { status: 'unusable', cause: 'pending_deletion' } as const };
        const { findings } = outcomeOf({ ...scene, record });
        const presumed = findings.find(({ code }) => code === 'presumed_deleted');
        if (presumed === undefined) return;
        expect(presumed.confidence).toBe('likely');
        expect(ms <= 0 || scene.evidence === SENT['no such key']).toBe(true);
      }),
    );
  });

  it('H13 a deletion is not presumed of a key that was never pending deletion, unless the owner finds no key', () => {
    always(anyScene(), (scene) => {
      if (scene.evidence !== SENT['no such key']) expect(codesOf(scene)).not.toContain('presumed_deleted');
    });
  });
});
