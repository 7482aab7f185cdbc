import type { SetupFailure, SetupListItem } from '#lib/core/pages/setup-list-page.ts';
import { failsTestsWords } from '#lib/core/setup/next-words.ts';
import { failsTests, stageOf, type Stage } from '#lib/core/setup/stage.ts';
import { standingOf, type SetupFacts } from '#lib/core/setup/standing.ts';
import { ownerIdOf } from '#lib/core/shift/owner.ts';
import { ownerWords } from '#lib/core/shift/owner-words.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import type { StoredLine } from '#lib/db/setup/line-facts.ts';

/** What the standing of a line's setup rests on. */
export const setupFactsOf = ({ setup, customer, lastToldAt }: StoredLine): SetupFacts => ({
  remindAt: setup.remindAt,
  holdUntil: setup.holdUntil,
  lastToldAt,
  timeZone: customer.timeZone,
  workingDays: customer.workingDays,
});

/** What the customer must correct in a line's key, and was told of it; null where its tests wait for something else. */
function failureOf({ key, facts, resultTold }: StoredLine, stage: Stage | null): SetupFailure | null {
  const cause = key === null ? null : verdictOf(key).cause;
  if (key === null || cause === null || !failsTests(facts, stage)) return null;
  return {
    keyId: key.id,
    problem: failsTestsWords(cause),
    notUsableSince: key.notUsableSince?.toISOString() ?? null,
    deadlineAt: key.deadlineAt?.toISOString() ?? null,
    told:
      resultTold?.isCurrent === true
        ? { at: resultTold.at.toISOString(), to: resultTold.to, channel: resultTold.channel }
        : null,
    toldBefore: resultTold !== null,
  };
}

/** The row of one setup, from its lines in their order. */
export function setupItem(first: StoredLine, lines: readonly StoredLine[], now: Date): SetupListItem {
  const { setup, customer, owner } = first;
  const staged = lines.map((stored) => ({
    stored,
    stage: stored.line.endedAt === null ? stageOf(stored.facts, now) : null,
  }));
  const stages = staged.flatMap(({ stage }) => stage ?? []);
  const failures = staged.flatMap(({ stored, stage }) => failureOf(stored, stage) ?? []);
  const standing = standingOf(setupFactsOf(first), stages, now);
  const stageSince = Math.min(...stages.map(({ since }) => since.getTime()));
  return {
    setupId: setup.id,
    customerName: customer.name,
    ticket: setup.ticket,
    ownerId: ownerIdOf(owner),
    ownerName: ownerWords(owner),
    startedAt: setup.createdAt.toISOString(),
    lines: staged.map(({ stored: { line, workspace }, stage }) => ({
      workspace: workspace.name,
      region: line.region,
      step: stage?.step ?? null,
      waitsFor: stage?.waitsFor ?? null,
      ended: line.endedAt !== null,
    })),
    failing: failures.find(({ told }) => told === null) ?? failures[0] ?? null,
    closedAs: standing !== null ? null : setup.withdrawnAt === null ? 'finished' : 'withdrawn',
    open:
      standing === null
        ? null
        : {
            waitsFor: standing.waitsFor,
            waitsSince: standing.waitsSince.toISOString(),
            stageSince: new Date(stageSince).toISOString(),
            held: standing.held,
            holdUntil: setup.holdUntil?.toISOString() ?? null,
            attention: standing.attention,
          },
  };
}

/** The rows of all setups to which these lines belong, in the order of the lines. */
export function setupItems(lines: readonly StoredLine[], now: Date): SetupListItem[] {
  const bySetup = new Map<string, [StoredLine, ...StoredLine[]]>();
  for (const stored of lines) {
    const known = bySetup.get(stored.setup.id);
    if (known === undefined) bySetup.set(stored.setup.id, [stored]);
    else known.push(stored);
  }
  return [...bySetup.values()].map((ofSetup) => setupItem(ofSetup[0], ofSetup, now));
}
