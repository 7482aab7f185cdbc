import { DEPARTURE_STEPS, nextStep } from '#lib/core/departure/departure.ts';
import { dependentsWords, releaseBlocks, releaseBlockWords } from '#lib/core/departure/release-blocks.ts';
import type { DepartureKeyView, DepartureListPage, DeparturePage } from '#lib/core/pages/departure-page.ts';
import type { DoneBy } from '#lib/core/pages/setup-page.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { findDeparture, listDepartures, textsOfDeparture } from '#lib/db/departure/departures.ts';
import { keysOfDeparture, type DepartingKey } from '#lib/db/departure/departing-keys.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** Far more than a team has at once. */
const SHOWN = 500;

function mayRead(staff: { role: StaffRole }): void {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read departures.`);
}

const doneBy = (by: string | null, at: Date | null): DoneBy | null => (by === null || at === null ? null : { by, at });

/** @param finished whether every step of the departure is done: what is in use since then was taken back */
function keyView(key: DepartingKey, finished: boolean, now: Date): DepartureKeyView {
  const isAsked = !key.shared && (key.assigned === 'active' || key.assigned === 'retained');
  return {
    id: key.id,
    arn: key.arn,
    region: key.region,
    role: key.role,
    dependents: key.known === null ? null : { words: dependentsWords(key.known), asOf: key.known.asOf },
    kept: isAsked ? releaseBlocks(key.known, now).map((block) => releaseBlockWords(block, now)) : [],
    shared: key.shared,
    neededAgain: finished && isAsked,
    watch:
      key.release === null
        ? null
        : {
            releasedAt: key.release.releasedAt,
            lastSeenAt: key.shown ? key.lastDescribedAt : null,
            unseenSince: key.shown ? key.release.unseenSince : null,
            retiredAt: key.release.retiredAt,
          },
  };
}

/** The page of one departure, or null when there is no such departure. */
export async function readDeparturePage(
  deps: ReadDeps,
  staff: { role: StaffRole },
  departureId: string,
): Promise<DeparturePage | null> {
  mayRead(staff);
  const now = deps.clock();
  // From one moment: with an exception and the revision before it, the next step would be refused as from an old page.
  const read = await deps.db.transaction(
    async (tx) => {
      const found = await findDeparture(tx, departureId);
      if (found === null) return null;
      return {
        found,
        keys: await keysOfDeparture(tx, departureId),
        texts: await textsOfDeparture(tx, departureId),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
  if (read === null) return null;
  const { found, keys, texts } = read;
  const { departure, customer, workspaces, steps, exceptions } = found;
  const next = departure.withdrawnAt === null ? nextStep(steps.map(({ step }) => step)) : null;
  const recorded = doneBy(departure.requestRecordedBy, departure.requestRecordedAt);
  const withdrawn = doneBy(departure.withdrawnBy, departure.withdrawnAt);
  return {
    id: departure.id,
    revision: departure.revision,
    now,
    customer: { id: customer.id, name: customer.name },
    path: departure.path,
    reason: departure.reason,
    ticket: departure.ticket,
    started: { by: departure.startedBy, at: departure.startedAt },
    request:
      recorded === null || departure.requestedAt === null
        ? null
        : {
            by: departure.requestedBy ?? '',
            at: departure.requestedAt,
            reference: departure.requestReference ?? '',
            recorded,
          },
    withdrawn: withdrawn === null ? null : { ...withdrawn, reason: departure.withdrawReason ?? '' },
    workspaces: workspaces.map(({ id, name, region }) => ({ id, name, region })),
    steps: DEPARTURE_STEPS.map((step) => {
      const done = steps.find((one) => one.step === step);
      return {
        step,
        state: done !== undefined ? 'done' : step === next ? 'current' : 'later',
        done: done === undefined ? null : { by: done.doneBy, at: done.doneAt, evidence: done.evidence },
      };
    }),
    next,
    keys: keys.map((key) => keyView(key, departure.withdrawnAt === null && next === null, now)),
    exceptions: exceptions.map(({ id, by, at, reason, acceptance, reviewAt }) => ({
      id,
      by,
      at,
      reason,
      acceptance,
      reviewAt,
      inForce: at <= now && reviewAt > now,
    })),
    texts: texts.map(({ id, kind, subject, body, frozenAt, frozenBy, toldAt, toldBy, toldTo, toldChannel }) => ({
      id,
      kind,
      subject,
      body,
      frozen: { by: frozenBy, at: frozenAt },
      told:
        toldAt === null || toldBy === null || toldTo === null || toldChannel === null
          ? null
          : { by: toldBy, at: toldAt, to: toldTo, channel: toldChannel },
    })),
  };
}

/** Departures, the newest first. */
export async function readDepartureList(deps: ReadDeps, staff: { role: StaffRole }): Promise<DepartureListPage> {
  mayRead(staff);
  const rows = await listDepartures(deps.db, SHOWN + 1);
  return {
    now: deps.clock().toISOString(),
    items: rows.slice(0, SHOWN).map(({ departure, customerName, steps, workspaces, keys }) => ({
      id: departure.id,
      customerName,
      path: departure.path,
      workspaces,
      keys,
      next: departure.withdrawnAt === null ? (DEPARTURE_STEPS[steps] ?? null) : null,
      startedAt: departure.startedAt.toISOString(),
      withdrawn: departure.withdrawnAt !== null,
      ticket: departure.ticket,
    })),
    more: rows.length > SHOWN,
  };
}
