import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { DepartureText } from '#lib/core/departure/departure.ts';
import { departureText, type SeenKey } from '#lib/core/departure/departure-texts.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import type { Executor } from '#lib/db/database.ts';
import {
  insertDepartureText,
  recordDepartureTold,
  textsOfDeparture,
  type StoredDeparture,
} from '#lib/db/departure/departures.ts';
import { keysOfDeparture, type DepartingKey } from '#lib/db/departure/departing-keys.ts';
import { changeDeparture, type DepartureDeps, type DepartureInput, type DepartureRefusal } from './change-departure.ts';

type MadeText = { textId: string; subject: string; body: string };

/** A form gives minutes, so a text that was made in the same minute may seem to be later. */
const A_MINUTE_MS = 60_000;

/** Without proof of ownership nothing of a key is told but its name (H16). */
const seenOf = (key: DepartingKey, regions: readonly HostingRegion[]): SeenKey => ({
  arn: key.arn,
  awsAccountId: key.awsAccountId,
  region: key.region,
  vendorAccountId: findRegion(regions, key.region)?.vendorAccountId ?? null,
  shared: key.shared,
  releasedAt: key.release?.releasedAt ?? null,
  lastDescribed:
    !key.shown || key.lastDescribedAt === null || key.keyState === null
      ? null
      : { at: key.lastDescribedAt, keyState: key.keyState, deletionAt: key.deletionAt },
  unseenSince: key.shown ? (key.release?.unseenSince ?? null) : null,
  lastCheckedAt: key.lastConclusiveAt,
  ownerSaid:
    key.ownerSaid === null || !key.shown
      ? null
      : {
          at: key.ownerSaid.at,
          keyState: key.ownerSaid.exists ? key.ownerSaid.keyState : null,
          deletionAt: key.ownerSaid.deletionAt,
        },
  retiredAt: key.release?.retiredAt ?? null,
});

/** A text of a departure, from what is known at `now`. */
export async function makeDepartureText(
  db: Executor,
  regions: readonly HostingRegion[],
  { departure, customer, workspaces }: StoredDeparture,
  kind: DepartureText,
  now: Date,
) {
  const keys = await keysOfDeparture(db, departure.id);
  const { requestedBy: by, requestedAt, requestReference: reference } = departure;
  return departureText(kind, {
    path: departure.path,
    customerName: customer.name,
    timeZone: customer.timeZone,
    workspaces,
    keys: keys.map((key) => seenOf(key, regions)),
    request: by === null || requestedAt === null || reference === null ? null : { by, at: requestedAt, reference },
    now,
  });
}

/** Makes a text of a departure and keeps it as it is copied now. A person sends it and records that (H18). */
export const freezeDepartureText = (
  deps: DepartureDeps & { regions: readonly HostingRegion[] },
  input: DepartureInput & { kind: DepartureText },
  by: By,
): Promise<Result<MadeText, DepartureRefusal | 'not_yet' | 'text_not_allowed'>> =>
  changeDeparture<MadeText, 'not_yet' | 'text_not_allowed'>(deps, input, by, async (tx, held, at) => {
    const { kind } = input;
    const isDone = held.steps.some(({ step }) => step === 'statement_may_go');
    if (kind !== 'leaving' && !isDone) return refuse('not_yet');
    const made = await makeDepartureText(tx, deps.regions, held, kind, at);
    if (!made.ok) return refuse('text_not_allowed');
    const { subject, body } = made;
    const textId = await insertDepartureText(tx, {
      departureId: held.departure.id,
      kind,
      subject,
      body,
      at,
      by: by.actor.name,
    });
    return ok({
      value: { textId, subject, body },
      audit: { action: 'departure.text_copied', after: { textId, kind } },
    });
  });

/** Records who was told a frozen text, how and when. @param input a null `at` is now */
export const recordDepartureTextTold = (
  deps: DepartureDeps,
  input: DepartureInput & { textId: string; to: string; channel: ToldChannel; at: Date | null },
  by: By,
): Promise<Result<null, DepartureRefusal | 'no_such_text' | 'in_the_future'>> =>
  changeDeparture<null, 'no_such_text' | 'in_the_future'>(deps, input, by, async (tx, held, now) => {
    const { textId, to, channel } = input;
    const text = (await textsOfDeparture(tx, held.departure.id)).find(({ id }) => id === textId);
    const given = input.at ?? now;
    if (given > now) return refuse('in_the_future');
    if (text === undefined || given.getTime() + A_MINUTE_MS <= text.frozenAt.getTime()) return refuse('no_such_text');
    const at = given < text.frozenAt ? text.frozenAt : given;
    const told = { to, channel, at, by: by.actor.name };
    if (!(await recordDepartureTold(tx, { departureId: held.departure.id, textId }, told)))
      return refuse('no_such_text');
    return ok({
      value: null,
      audit: { action: 'departure.told', after: { textId, kind: text.kind, to, channel, at: at.toISOString() } },
    });
  });
