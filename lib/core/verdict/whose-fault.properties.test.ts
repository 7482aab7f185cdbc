import fc from 'fast-check';
import { NO_REGION_VIEW } from '#lib/core/verdict/control.ts';
import { describe, expect, it } from 'vitest';
import {
  always,
  anyDenials,
  anyScene,
  calm,
  codesOf,
  denying,
  keysOf,
  OTHER_SOURCES,
  VENDOR_SOURCES,
  RANK,
  conclusionsOf,
  highestConfidence,
} from '#lib/core/verdict/any-denial.test-support.ts';
import {
  accusationsIn,
  actsOn,
  BEFORE,
  CONTROL,
  outcomeOf,
  saidByOwner,
  SENT,
} from '#lib/core/verdict/denial-scene.test-support.ts';
import { currentFindings } from '#lib/core/verdict/current-findings.ts';
import { DENIAL_SOURCES } from '#lib/core/probe/report.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { aControl, after, aUsableRecord, cell, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

// Each property is one guarantee of H9 or H12, for any circumstances. Many compare two outcomes: the same check with one
// thing changed that must not matter.

/** Texts that say the same in other words. `not_found` and `resource_control_policy` have findings of their own. */
const INTERCHANGEABLE = ['cross_account_catch_all', 'resource_policy', 'unrecognised'] as const;
const workingControl = { control: fc.constantFrom(CONTROL.none, CONTROL.allowed, CONTROL.throttled) };

describe('a denial that names one of our own policies', () => {
  it('H12 is our fault and never asks the customer to act', () => {
    always(anyScene({ report: anyDenials(VENDOR_SOURCES).map(denying) }), (scene) => {
      expect(codesOf(scene)).toContain('vendor_permission_fault');
      // A policy that the customer sent, or a description, adds nothing here.
      expect(accusationsIn(outcomeOf(scene))).toEqual([]);
    });
  });

  it('H12 does not hide another denial that may be the customer’s', () => {
    const both = anyDenials(OTHER_SOURCES).filter((denied) => denied.size < REQUIRED_ACTIONS.length);
    fc.assert(
      fc.property(both, anyScene(calm), (denied, scene) => {
        const free = REQUIRED_ACTIONS.find((action) => !denied.has(action) && action !== 'DescribeKey');
        if (free === undefined) return;
        const theirs = accusationsIn(outcomeOf({ ...scene, report: denying(denied) })).length;
        const withVendor = { ...scene, report: denying(new Map([...denied, [free, 'identity_policy']])) };
        expect(codesOf(withVendor)).toContain('vendor_permission_fault');
        const { findings } = outcomeOf(withVendor);
        // Once nothing is allowed, the owner's word that the key is gone takes the place of our own conclusion.
        expect(accusationsIn({ findings }).length > 0 || findings.some(saidByOwner)).toBe(
          theirs > 0 || findings.some(saidByOwner),
        );
      }),
    );
  });
});

describe('a denial that names none of our policies', () => {
  it('H12 never yields a customer fault while the same action is denied on our control key', () => {
    const failing = anyScene({
      control: fc.constant(CONTROL.denied),
      othersAllowedAt: fc.constantFrom(null, after(-1)),
    });
    always(failing, (scene) => {
      expect(accusationsIn(outcomeOf(scene))).toEqual([]);
    });
  });

  it('H12 is never certain unless our role is declared to cover every key', () => {
    always(anyScene({ roleCoversEveryKey: fc.constant(false) }), (scene) => {
      expect(highestConfidence(scene)).toBeLessThan(RANK.certain);
    });
  });

  it('H12 is never certain unless our control key was allowed every denied action', () => {
    always(anyScene(), (scene) => {
      const sure = highestConfidence(scene) === RANK.certain;
      expect(sure && scene.control !== CONTROL.allowed).toBe(false);
    });
    const control = { ...aControl('allowed'), cells: [cell('Encrypt', 'allowed'), cell('DescribeKey', 'allowed')] };
    always(
      anyScene({
        control: fc.constant(control),
        report: fc.constant(denying(new Map([['Decrypt', 'resource_policy']]))),
      }),
      (scene) => {
        expect(highestConfidence(scene)).toBeLessThan(RANK.certain);
      },
    );
  });

  it('H12 is judged the same whatever words AWS uses', () => {
    fc.assert(
      fc.property(anyScene(), fc.subarray([...REQUIRED_ACTIONS], { minLength: 1 }), (scene, actions) => {
        const [first, ...others] = INTERCHANGEABLE.map((source) =>
          conclusionsOf({ ...scene, report: denying(new Map(actions.map((action) => [action, source]))) }),
        );
        for (const other of others) expect(other).toEqual(first);
      }),
    );
  });

  it('H12 asks the customer to act only where their fault is at least likely', () => {
    always(
      anyScene({ evidence: fc.constantFrom(SENT.nothing, SENT['policy allows us'], SENT['key exists']) }),
      (scene) => {
        for (const item of outcomeOf(scene).findings)
          if (item.confidence === 'one_of_several') expect(actsOn(item)).not.toBe('customer');
      },
    );
  });

  it('H12 is never less sure because another customer’s key is allowed the same', () => {
    always(anyScene({ ...calm, ...workingControl }), (scene) => {
      const without = highestConfidence({ ...scene, othersAllowedAt: null });
      expect(highestConfidence({ ...scene, othersAllowedAt: after(-1) })).toBeGreaterThanOrEqual(without);
    });
  });

  it('H12 is judged the same whether or not another customer was allowed the action before it began', () => {
    always(anyScene(), (scene) => {
      const before = { ...scene, othersAllowedAt: after(-50 * MINUTE_MS) };
      expect(conclusionsOf(before)).toEqual(conclusionsOf({ ...scene, othersAllowedAt: null }));
    });
  });

  it('H12 is judged the same with a control key that gave no answer as with none', () => {
    always(anyScene(), (scene) => {
      expect(conclusionsOf({ ...scene, control: CONTROL.throttled })).toEqual(
        conclusionsOf({ ...scene, control: null }),
      );
    });
  });

  it.each(['disabled', 'gone'] as const)(
    'H12 is judged the same with a control key that is %s as with none, and the control key is reported',
    (state) => {
      always(anyScene(), (scene) => {
        const { findings, ...rest } = conclusionsOf({ ...scene, control: CONTROL[state] });
        const none = conclusionsOf({ ...scene, control: null });
        expect(findings).toContain('control_broken certain vendor');
        expect({ ...rest, findings: findings.filter((one) => !one.startsWith('control_broken')) }).toEqual(none);
      });
    },
  );

  it('H12 is never certain because of what the customer sent, and unclear where their policy allows us', () => {
    const unsure = anyScene({ control: fc.constantFrom(CONTROL.none, CONTROL.throttled, CONTROL.disabled) });
    always(unsure, (scene) => {
      for (const sent of Object.values(SENT))
        expect(highestConfidence({ ...scene, evidence: sent })).toBeLessThan(RANK.certain);
    });
    const denied = fc.constantFrom(BEFORE['usable, 2 denials, 5 min'], BEFORE['new, 2 denials, 6 min']);
    always(anyScene({ ...calm, record: denied }), (scene) => {
      expect(highestConfidence({ ...scene, evidence: SENT['policy allows us'] })).toBeLessThan(RANK.likely);
    });
  });

  it('H12 is judged the same with a policy from before it began as with none', () => {
    always(anyScene(), (scene) => {
      const old = { ...scene, evidence: SENT['policy without us, 40 min old'] };
      expect(conclusionsOf(old)).toEqual(conclusionsOf({ ...scene, evidence: SENT.nothing }));
    });
  });

  it('H7 accuses no customer whose key was usable before three denials over five minutes', () => {
    const unconfirmed = fc
      .record({ denialCount: fc.integer({ min: 0, max: 99 }), minutes: fc.integer({ min: 0, max: 30 }) })
      .filter(({ denialCount, minutes }) => denialCount < 2 || minutes < 5)
      .map(({ denialCount, minutes }) =>
        aUsableRecord({
          check: { denialCount, firstDenialAt: denialCount === 0 ? null : after(-minutes * MINUTE_MS) },
        }),
      );
    const evidence = fc.constantFrom(SENT.nothing, SENT['policy without us'], SENT['key exists']);
    always(anyScene({ record: unconfirmed, evidence }), (scene) => {
      expect(accusationsIn(outcomeOf(scene))).toEqual([]);
      expect(outcomeOf(scene).verdict.status).toBe('attention');
    });
  });

  it('H9 never leaves a key usable', () => {
    always(anyScene({ record: keysOf(BEFORE) }), (scene) => {
      expect(outcomeOf(scene).verdict.status).not.toBe('usable');
    });
  });

  it('H27 is reported once, and later with the same confidence', () => {
    always(anyScene({ record: keysOf(BEFORE), report: anyDenials(DENIAL_SOURCES).map(denying) }), (scene) => {
      const outcome = outcomeOf(scene);
      const shown = currentFindings({ ...scene.record, ...outcome }, outcome.verdict, null, NO_REGION_VIEW, NOW);
      for (const findings of [outcome.findings, shown])
        expect(new Set(findings.map(({ code }) => code)).size).toBe(findings.length);
      for (const { code, confidence } of outcome.findings)
        expect(shown.find((item) => item.code === code)?.confidence).toBe(confidence);
    });
  });

  it('is always reported: every denied action is in a finding', () => {
    const anySource = anyDenials(DENIAL_SOURCES).map(denying);
    always(anyScene({ record: keysOf(BEFORE), report: anySource }), (scene) => {
      const denied = scene.report.cells.flatMap((one) => (one.result === 'denied' ? [one.action] : []));
      const told = outcomeOf(scene).findings.flatMap(({ detail }) =>
        'actions' in detail ? (detail.actions ?? []) : [],
      );
      expect(told).toEqual(expect.arrayContaining(denied));
    });
  });
});
