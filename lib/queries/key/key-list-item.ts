import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { EXPECTED, NEEDED_AGAIN } from '#lib/core/key/role-words.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { policyOf } from '#lib/core/probe/schedule.ts';
import type { KeyListItem } from '#lib/core/pages/key-list-page.ts';
import { nextActionOf } from '#lib/core/verdict/next-action.ts';
import type { RegionFreshness } from '#lib/core/verdict/region-freshness.ts';
import { shownVerdict } from '#lib/core/verdict/freshness.ts';
import { urgencyOf } from '#lib/core/verdict/urgency.ts';
import type { KeyListRow } from '#lib/db/key/key-rows.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';

const UNPROVEN = { status: 'unverified', cause: 'ownership_unproven' } as const;
const WITHDRAWN = { status: 'unverified', cause: 'ownership_withdrawn' } as const;

/** The regions with an incident. */
export const inIncidentOf = (regions: readonly RegionFreshness[]): ReadonlySet<string> =>
  new Set(regions.filter(({ incidentSinceMs }) => incidentSinceMs !== null).map(({ region }) => region));

/** The cause of a status, and what its release says about it. */
function wordsOf({ role, neededAgain }: KeyListRow, { status }: Verdict, cause: string | null): string | null {
  const release = neededAgain ? NEEDED_AGAIN : role === 'released' && status === 'unusable' ? EXPECTED : null;
  const words = [cause, release].filter((one) => one !== null);
  return words.length === 0 ? null : words.join(', ');
}

/**
 * A row of the lists of keys and customers as it is shown.
 * @param inIncident the regions with an incident: a denial there may be ours, as the key's page says
 */
export function keyListItem(
  row: KeyListRow,
  inIncident: ReadonlySet<string>,
  policy: { intervalMinutes: number },
  now: Date,
): KeyListItem {
  const { id, customerName, clientNames, serviceLevel, arn, region, role } = row;
  const retiredAt = row.retiredAt?.toISOString() ?? null;
  const identity = { id, customerName, clientNames, serviceLevel, arn, region, role, retiredAt };
  // Until ownership is proven, the list says only that: no state and no dates (H16).
  if (row.shownSince === null) {
    const verdict = row.cause === WITHDRAWN.cause ? WITHDRAWN : UNPROVEN;
    return {
      ...identity,
      acceptedBy: null,
      verdict,
      causeWord: findingRecord(verdict.cause).word,
      nextAction: nextActionOf(verdict, []),
      urgency: urgencyOf(row.urgency),
      freshness: 'never',
      asOf: null,
      verdictSince: null,
      notUsableSince: null,
      keyState: null,
      deadlineAt: null,
    };
  }
  // Nobody checks a retired key: what was last seen of it is no status (`NO_LONGER_CHECKED`).
  if (row.role === 'retired')
    return {
      ...identity,
      acceptedBy: row.acceptedBy,
      verdict: { status: 'unverified', cause: 'never_checked' },
      causeWord: null,
      nextAction: null,
      urgency: null,
      freshness: 'never',
      asOf: row.lastConclusiveAt?.toISOString() ?? null,
      verdictSince: null,
      notUsableSince: null,
      keyState: null,
      deadlineAt: null,
    };
  const shown = shownVerdict(verdictOf(row), row.lastConclusiveAt, policyOf(row.role, policy).intervalMinutes, now);
  const cause = shown.verdict.cause === null ? null : findingRecord(shown.verdict.cause);
  const mayBeOurs = inIncident.has(region) && cause?.traits.waitsForOurSide === true;
  return {
    ...identity,
    acceptedBy: row.acceptedBy,
    verdict: shown.verdict,
    causeWord: wordsOf(row, shown.verdict, cause?.word ?? null),
    nextAction: role === 'released' ? null : mayBeOurs ? 'one_of_several' : row.nextAction,
    urgency: urgencyOf(row.urgency),
    freshness: shown.freshness,
    asOf: shown.asOf?.toISOString() ?? null,
    verdictSince: row.verdictSince.toISOString(),
    notUsableSince: row.notUsableSince?.toISOString() ?? null,
    keyState: row.keyState,
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
  };
}
