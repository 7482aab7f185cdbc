import fc from 'fast-check';
import {
  accusationsIn,
  actsOn,
  BEFORE,
  CONTROL,
  outcomeOf,
  SENT,
  type Scene,
} from '#lib/core/verdict/denial-scene.test-support.ts';
import { DENIAL_SOURCES, type DenialSource } from '#lib/core/probe/report.ts';
import { isRequired, REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { after, aReport, CATCH_ALL, cell, MINUTE_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';

export const VENDOR_SOURCES: readonly DenialSource[] = [
  'identity_policy',
  'permissions_boundary',
  'session_policy',
  'service_control_policy',
  'vpc_endpoint_policy',
];
export const OTHER_SOURCES = DENIAL_SOURCES.filter((source) => !VENDOR_SOURCES.includes(source));

/** A report that denies these actions, each with a text of its own, and allows the others. */
export function denying(denied: ReadonlyMap<string, DenialSource>): Scene['report'] {
  const report = aReport(denied.has('DescribeKey') ? { facts: null, describe: CATCH_ALL } : {});
  const cells = report.cells.map((one) => {
    const source = denied.get(one.action);
    return isRequired(one.action) ? cell(one.action, source === undefined ? 'allowed' : `denied:${source}`) : one;
  });
  return { ...report, cells };
}
export const anyDenials = (sources: readonly DenialSource[]): fc.Arbitrary<ReadonlyMap<string, DenialSource>> =>
  fc
    .tuple(
      fc.oneof(fc.constant([...REQUIRED_ACTIONS]), fc.subarray([...REQUIRED_ACTIONS], { minLength: 1 })),
      fc.tuple(...REQUIRED_ACTIONS.map(() => fc.constantFrom(...sources))),
    )
    .map(
      ([actions, texts]) =>
        new Map(actions.map((action) => [action, texts[REQUIRED_ACTIONS.indexOf(action)] ?? 'unrecognised'])),
    );

const USABLE_OR_NEW = Object.entries(BEFORE).flatMap(([name, record]) => (/^(new|usable)/.test(name) ? [record] : []));
export const keysOf = <T>(of: Readonly<Record<string, T>>): fc.Arbitrary<T> => fc.constantFrom(...Object.values(of));

const nameIn = <T>(of: Readonly<Record<string, T>>, value: T): string =>
  Object.entries(of).find(([, one]) => one === value)?.[0] ?? JSON.stringify(value);

/** A scene in words, for the counterexample of a property that fails. */
const wordsOf = ({ record, report, control, evidence, ...rest }: Scene): string =>
  JSON.stringify({
    before: nameIn<Scene['record']>(BEFORE, record),
    denied: report.cells.flatMap((one) => (one.result === 'denied' ? [`${one.action}: ${one.denial}`] : [])),
    control: nameIn<Scene['control']>(CONTROL, control),
    sent: nameIn<Scene['evidence']>(SENT, evidence),
    ...rest,
  });

/** Any circumstances in which OTHER_SOURCES denies something; a property overrides what it is about. */
export const anyScene = (given: { [Part in keyof Scene]?: fc.Arbitrary<Scene[Part]> } = {}): fc.Arbitrary<Scene> =>
  fc
    .record<Scene>({
      record: fc.constantFrom(...USABLE_OR_NEW),
      report: anyDenials(OTHER_SOURCES).map(denying),
      control: keysOf<Scene['control']>(CONTROL),
      roleCoversEveryKey: fc.boolean(),
      othersAllowedAt: fc.constantFrom(null, after(-1), after(-2 * MINUTE_MS), after(-50 * MINUTE_MS)),
      deniedTogether: fc.constantFrom({ customers: 1, accounts: 1 }, { customers: 5, accounts: 5 }),
      incidentSince: fc.constantFrom(null, null, NOW, after(-40 * MINUTE_MS)),
      evidence: keysOf<Scene['evidence']>(SENT),
      ...given,
    })
    .map((scene) => ({ ...scene, [fc.toStringMethod]: () => wordsOf(scene) }));
export const calm = { incidentSince: fc.constant(null), deniedTogether: fc.constant({ customers: 1, accounts: 1 }) };

export const always = (scenes: fc.Arbitrary<Scene>, holds: (scene: Scene) => void): void =>
  fc.assert(fc.property(scenes, holds), { numRuns: 200 });

/** Everything that an outcome says of whose fault it is. */
export const conclusionsOf = (scene: Scene) => {
  const { verdict, findings, check } = outcomeOf(scene);
  return {
    verdict,
    denialCount: check.denialCount,
    findings: findings.map((item) => `${item.code} ${item.confidence} ${actsOn(item)}`),
  };
};
export const codesOf = (scene: Scene) => outcomeOf(scene).findings.map(({ code }) => code);
export const RANK = { one_of_several: 0, likely: 1, certain: 2 } as const;
export const highestConfidence = (scene: Scene): number =>
  Math.max(...accusationsIn(outcomeOf(scene)).map(({ confidence }) => RANK[confidence]), -1);
