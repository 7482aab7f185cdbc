import type { RetiredHow } from '#lib/core/departure/departure.ts';
import { RETIRED_HOW_WORD } from '#lib/core/departure/departure-words.ts';
import { appearedSince } from '#lib/core/departure/release-blocks.ts';
import { endReached, watchOn } from '#lib/core/departure/watch.ts';
import { actsWhileNeededAgain } from '#lib/core/verdict/next-action.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { DEPENDENT_KIND_WORDS, type DependentKind } from '#lib/core/service/dependents.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { NOTHING_TO_TELL, withNeededAgain } from '#lib/core/verdict/tell-digest.ts';
import { actorName, type Actor, type By } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import type { Transaction } from '#lib/db/database.ts';
import {
  changeAssignments,
  openAssignmentsOf,
  openReleaseOf,
  openReleases,
  setNextAction,
  updateRelease,
  type WatchedRelease,
} from '#lib/db/departure/releases.ts';
import { setTellDigest } from '#lib/db/key/tell-digests.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { verdictOf } from '#lib/db/stored-vocabulary.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';
import type { DepartureDeps } from './change-departure.ts';

const PAGE = 200;
const WATCH: Actor = { kind: 'system', job: 'watch-released' };

/** What one run of the watch did. */
export type WatchedReleases = { watched: number; retired: number; resumed: number };

/**
 * Goes through the released keys: notes what their checks saw, takes a release back when something depends on the key
 * again, and ends the checks of those that reached an end. Running it twice changes nothing. A key that fails keeps no
 * other one from being watched: its error is thrown at the end.
 */
export async function watchReleased({ db, clock }: DepartureDeps): Promise<WatchedReleases> {
  const counts: WatchedReleases = { watched: 0, retired: 0, resumed: 0 };
  const errors: unknown[] = [];
  let after: string | null = null;
  for (;;) {
    const page: WatchedRelease[] = await openReleases(db, after, PAGE);
    for (const { key } of page) {
      try {
        const did = await db.transaction((tx) => watchOne(tx, key.id, clock()));
        if (did !== null) counts[did] += 1;
      } catch (error) {
        errors.push(error);
      }
    }
    counts.watched += page.length;
    after = page.at(-1)?.release.id ?? null;
    if (page.length < PAGE) break;
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} released keys could not be watched`);
  return counts;
}

async function watchOne(tx: Transaction, keyId: string, at: Date): Promise<'retired' | 'resumed' | null> {
  const watched = await openReleaseOf(tx, keyId);
  if (watched === null) return null;
  const { release, key, check, known, ownerSaysGone } = watched;
  // It protects a workspace again: a customer came back with the same key.
  if (key.role !== 'released') {
    await updateRelease(tx, release.id, { resumedAt: at, resumedFor: 'a workspace uses it again' });
    await announceChange(tx, { kind: 'key', id: key.id });
    return null;
  }
  const appeared =
    known === null || known.asOf <= release.releasedAt ? [] : appearedSince(known.counts, release.counts);
  if (appeared.length > 0) {
    await takeBack(tx, watched, appeared, at);
    return 'resumed';
  }
  if (ownerSaysGone !== null) {
    await retire(tx, watched, { how: 'owner_output', actor: WATCH, note: null, evidenceId: ownerSaysGone }, at, null);
    return 'retired';
  }
  const { cause } = verdictOf(key);
  const ourSide = cause !== null && findingRecord(cause).family === 'our_side';
  // What checks saw before the release doesn't count.
  const before = { unseenSince: release.unseenSince, watchedAt: release.watchedAt ?? release.releasedAt };
  const now = watchOn(before, { ...check, ourSide });
  if (now !== before) await updateRelease(tx, release.id, now);
  const how = endReached(now, known, at);
  if (how === null) return null;
  await retire(tx, watched, { how, actor: WATCH, note: null, evidenceId: null }, at, null);
  return 'retired';
}

/** A person ends the checks of a released key, with a reason. */
export const closeWatch = async (
  { db, clock }: DepartureDeps,
  { customerKeyId, reason }: { customerKeyId: string; reason: string },
  { actor, requestId }: By,
): Promise<Result<null, 'not_found' | 'not_released'>> => {
  const at = clock();
  return db.transaction(async (tx) => {
    const watched = await openReleaseOf(tx, customerKeyId);
    if (watched === null || watched.key.role !== 'released') return refuse('not_released');
    await retire(tx, watched, { how: 'closed', actor, note: reason, evidenceId: null }, at, requestId);
    return ok(null);
  });
};

type End = { how: RetiredHow; actor: Actor; note: string | null; evidenceId: string | null };

/** Ends the checks of a key. Only now its ARN is free. What became of the key is not said: we don't know it (H13). */
async function retire(
  tx: Transaction,
  { release, key }: WatchedRelease,
  { how, actor, note, evidenceId }: End,
  at: Date,
  requestId: string | null,
): Promise<void> {
  const retiredBy = actor.kind === 'staff' ? actor.name : null;
  await updateRelease(tx, release.id, { retiredAt: at, retiredHow: how, retiredBy, retiredNote: note, evidenceId });
  await changeAssignments(tx, await openAssignmentsOf(tx, key.id), null, at);
  const payload = { keyId: key.id, arn: key.arn };
  await insertOutbox(tx, [{ kind: 'key_retired', subject: key.id, region: key.region, payload }], at);
  await told(tx, key, { to: 'retired', by: retiredBy, reason: note ?? `${RETIRED_HOW_WORD[how]}.` }, at);
  await audited(tx, key, { action: 'key.retired', after: { how, evidenceId }, reason: note }, actor, at, requestId);
}

/** Something depends on a released key again: it is retained and checked as before, and somebody has to look. */
async function takeBack(
  tx: Transaction,
  { release, key }: WatchedRelease,
  kinds: readonly DependentKind[],
  at: Date,
): Promise<void> {
  const resumedFor = kinds.map((kind) => DEPENDENT_KIND_WORDS[kind]).join(', ');
  await updateRelease(tx, release.id, { resumedAt: at, resumedFor });
  await changeAssignments(tx, await openAssignmentsOf(tx, key.id), 'retained', at);
  await setNextAction(tx, key.id, actsWhileNeededAgain(key.nextAction));
  await setTellDigest(tx, key.id, withNeededAgain(key.tellDigest ?? NOTHING_TO_TELL));
  const payload = { keyId: key.id, arn: key.arn, kinds };
  await insertOutbox(tx, [{ kind: 'key_needed_again', subject: key.id, region: key.region, payload }], at);
  await told(tx, key, { to: 'retained', by: null, reason: `Something depends on it again: ${resumedFor}.` }, at);
  await audited(tx, key, { action: 'key.needed_again', after: { kinds }, reason: null }, WATCH, at, null);
}

type Key = WatchedRelease['key'];

async function told(
  tx: Transaction,
  key: Key,
  { to, by, reason }: { to: string; by: string | null; reason: string },
  at: Date,
): Promise<void> {
  const event = { kind: 'role_changed', from: key.role, to, by, reason } as const;
  await insertEvents(tx, { customerKeyId: key.id, customerId: key.customerId }, [event], at, null);
  await announceChange(tx, { kind: 'key', id: key.id });
}

const audited = (
  tx: Transaction,
  key: Key,
  entry: {
    action: 'key.retired' | 'key.needed_again';
    after: Readonly<Record<string, unknown>>;
    reason: string | null;
  },
  actor: Actor,
  at: Date,
  requestId: string | null,
): Promise<void> =>
  appendAudit(
    tx,
    {
      ...entry,
      actor,
      targetType: 'customer_key',
      targetId: key.id,
      customerId: key.customerId,
      before: { role: key.role },
      after: { ...entry.after, by: actorName(actor) },
    },
    at,
    requestId,
  );
