import { greetedContact } from '#lib/core/customer/greeted-contact.ts';
import type { KeyTextSource } from '#lib/core/customer-text/key-text.ts';
import { evidenceOfKey } from '#lib/db/evidence/evidence.ts';
import type { Executor } from '#lib/db/database.ts';
import { findKeyPage } from '#lib/db/key/key-page.ts';
import { mayShow, recordOf } from '#lib/db/key/keys.ts';
import { lastFaultOf } from '#lib/db/stored-vocabulary.ts';
import { rotationEvents } from '#lib/db/key/key-events.ts';

type PageRow = NonNullable<Awaited<ReturnType<typeof findKeyPage>>>;

/** What a text about a key needs, from the rows of its page. */
export const keyTextSourceOf = (
  { key, customer, check, report, ourSide, contacts, released, neededAgain, dependents }: PageRow,
  { events }: Awaited<ReturnType<typeof rotationEvents>>,
  evidenceAt: Date | null,
): KeyTextSource => ({
  customerId: customer.id,
  record: recordOf(key, check),
  customerName: customer.name,
  contactName: greetedContact(contacts),
  timeZone: customer.timeZone,
  awsAccountId: key.awsAccountId,
  ownershipProven: mayShow(key),
  released: released === null ? null : { at: new Date(released.at), byDeparture: released.byDeparture },
  neededAgain: neededAgain !== null,
  dependents: dependents === null ? null : { counts: dependents.content.counts, asOf: dependents.asOf },
  lastFault: lastFaultOf(check.lastFault),
  principalArn: report?.principalArn ?? null,
  denied: (report?.cells ?? []).flatMap((cell) =>
    cell.result === 'denied'
      ? [
          {
            action: cell.action,
            at: new Date(cell.at),
            requestId: cell.requestId,
            errorName: cell.error?.name ?? null,
          },
        ]
      : [],
  ),
  incidentSince: ourSide?.incidentSince ?? null,
  ourSideCheckedAt: ourSide?.ourSideCheckedAt ?? null,
  evidenceChangedAt: evidenceAt,
  rotatedAt: events.find(({ event }) => event.kind === 'key_material_changed')?.at ?? null,
});

/** The same for a key by its id, or null if there is none. */
export async function findKeyTextSource(db: Executor, customerKeyId: string): Promise<KeyTextSource | null> {
  const found = await findKeyPage(db, customerKeyId);
  if (found === null) return null;
  const rotations = await rotationEvents(db, customerKeyId);
  const { changedAt } = await evidenceOfKey(db, customerKeyId);
  return keyTextSourceOf(found, rotations, changedAt);
}
