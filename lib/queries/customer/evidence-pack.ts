import { OWNERSHIP_PROOF_WORDS } from '#lib/core/customer/ownership-words.ts';
import { verdictLine, wasChecked } from '#lib/core/finding/verdict.ts';
import type { AssignmentOrigin } from '#lib/core/key/role.ts';
import { eventWords } from '#lib/core/pages/event-words.ts';
import {
  PACK_KEYS,
  statusesWithGaps,
  type EvidencePack,
  type PackKey,
  type PackPeriod,
} from '#lib/core/pages/evidence-pack.ts';
import { sumOfCalls } from '#lib/core/probe/calls.ts';
import { policyOf } from '#lib/core/probe/schedule.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { gapMs } from '#lib/core/verdict/decide.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import {
  callDaysOfKeys,
  clearancesInPeriod,
  keysOfPack,
  proofsOfKeys,
  rolesOfKeys,
  rotationsInPeriod,
  statusesInPeriod,
} from '#lib/db/customer/evidence-pack.ts';
import type { Executor } from '#lib/db/database.ts';
import { mayShow } from '#lib/db/key/keys.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';
import { concerned, type Asked, type Bounds, type KeyRow, type Roles } from './pack-bounds.ts';
import { decisions } from './pack-decisions.ts';

/** What made a key protect a workspace. */
const ORIGIN_WORDS = {
  setup: 'a setup',
  replacement: 'a replacement',
  import: 'an import',
  legacy: 'before setups were recorded',
} as const satisfies Record<AssignmentOrigin, string>;

/**
 * The evidence pack of a customer for a period, from one moment of the database; null when there is no such customer.
 * @param staff who reads it; the pack names them
 */
export async function readEvidencePack(
  deps: ReadDeps,
  staff: { role: StaffRole; name: string },
  customerId: string,
  { period, since, until }: Bounds & { period: PackPeriod },
): Promise<EvidencePack | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const now = deps.clock();
  return deps.db.transaction(
    async (tx) => {
      const customer = await findCustomer(tx, customerId);
      if (customer === null) return null;
      const found = await keysOfPack(tx, customerId, { since, until }, PACK_KEYS + 1);
      const keys = found.slice(0, PACK_KEYS);
      const clearances = await clearancesInPeriod(tx, customerId, { since, until });
      const asked = { customerId, since, until, period, policy: deps.policy, now };
      const roles = Map.groupBy(
        await rolesOfKeys(
          tx,
          keys.map(({ id }) => id),
          asked,
        ),
        ({ keyId }) => keyId,
      );
      const decided = await decisions(tx, keys, roles, asked);
      return {
        customer: { name: customer.name, externalId: customer.externalId, provider: customer.providerName },
        period,
        madeAt: now.toISOString(),
        madeBy: staff.name,
        keys: await packKeys(tx, keys, roles, asked),
        moreKeys: found.length > PACK_KEYS,
        clearances: clearances.map(({ workspace, region, arn, at, by, toldAt }) => ({
          workspace,
          region,
          arn: arn ?? '',
          at: at?.toISOString() ?? '',
          by: by ?? '',
          toldAt: toldAt?.toISOString() ?? null,
        })),
        approvals: decided.approvals.filter(({ at }) => at >= since.toISOString() && at < until.toISOString()),
        exceptions: decided.exceptions,
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** Of a key that is proven but didn't concern the customer in the period. */
const NOTHING_SEEN = { statuses: [], statusesFrom: null, rotations: [], calls: [] };

async function packKeys(db: Executor, keys: readonly KeyRow[], roles: Roles, asked: Asked): Promise<PackKey[]> {
  const ids = keys.map(({ id }) => id);
  const proofs = Map.groupBy(await proofsOfKeys(db, ids), ({ keyId }) => keyId);
  const calls = Map.groupBy(await callDaysOfKeys(db, ids, asked.period), ({ keyId }) => keyId);
  const packed: PackKey[] = [];
  for (const key of keys) {
    const bounds = concerned(key, roles, asked);
    packed.push({
      arn: key.arn,
      region: key.region,
      awsAccountId: key.awsAccountId,
      heldBy: key.customerId === asked.customerId ? null : key.holder,
      provenAt: mayShow(key) ? (key.ownershipProvenAt?.toISOString() ?? null) : null,
      ownership: (proofs.get(key.id) ?? []).map((proof) => ({
        words: `Proven ${OWNERSHIP_PROOF_WORDS[proof.kind]}`,
        at: proof.provenAt.toISOString(),
        by: proof.provenBy,
        reason: proof.reason,
        withdrawnAt: proof.withdrawnAt?.toISOString() ?? null,
      })),
      // Of a provider's key, a client sees only what protects their own workspaces.
      roles: (roles.get(key.id) ?? [])
        .filter(({ customerId }) => key.customerId === asked.customerId || customerId === asked.customerId)
        .map((role) => ({
          workspace: role.workspace,
          client: role.customerId === asked.customerId ? null : role.client,
          role: role.role,
          from: role.from.toISOString(),
          to: role.to?.toISOString() ?? null,
          origin: ORIGIN_WORDS[role.origin],
        })),
      observed: !mayShow(key)
        ? null
        : bounds === null
          ? NOTHING_SEEN
          : await observedOf(db, key, calls.get(key.id) ?? [], { ...asked, ...bounds }),
    });
  }
  return packed;
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

async function observedOf(
  db: Executor,
  key: KeyRow,
  earlier: Awaited<ReturnType<typeof callDaysOfKeys>>,
  { since, until, policy, now }: Asked,
): Promise<PackKey['observed']> {
  const { spans, completeFrom } = await statusesInPeriod(db, key.id, { since, until });
  const rotations = await rotationsInPeriod(db, key.id, { since, until });
  const { callsDay, calls } = key;
  const open = callsDay !== null && calls !== null ? [{ day: callsDay, calls }] : [];
  const [first, last] = [dayOf(since), dayOf(new Date(until.getTime() - 1))];
  // After a clock was set back, the day that is open may also be among those that are over.
  const counted = [...earlier, ...open].filter(({ day }) => day >= first && day <= last);
  const byDay = Map.groupBy(counted, ({ day }) => day);
  return {
    statuses: statusesWithGaps(
      spans.map(({ verdict, from, to }) => ({ words: verdictLine(verdict), checked: wasChecked(verdict), from, to })),
      {
        since: completeFrom ?? since,
        until: until < now ? until : now,
        known: key.ownershipProvenAt ?? until,
        lastSeenAt: key.spanLastSeenAt,
        silenceMs: gapMs(policyOf(key.role, policy)),
      },
    ),
    statusesFrom: completeFrom?.toISOString() ?? null,
    rotations: rotations.map(({ at, event }) => {
      const { title, detail } = eventWords(event);
      return { at: at.toISOString(), words: detail === null ? title : `${title}. ${detail}` };
    }),
    calls: [...byDay]
      .map(([day, parts]) => ({ day, ...sumOfCalls(...parts.map((part) => part.calls)) }))
      .toSorted((a, b) => a.day.localeCompare(b.day)),
  };
}
