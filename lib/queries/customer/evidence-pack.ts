import { OWNERSHIP_PROOF_WORDS } from '#lib/core/customer/ownership-words.ts';
import { verdictLine, wasChecked } from '#lib/core/finding/verdict.ts';
import type { AssignmentOrigin } from '#lib/core/key/role.ts';
import { eventWords } from '#lib/core/pages/event-words.ts';
import {
  PACK_KEYS,
  statusesWithGaps,
  type EvidencePack,
  type PackApproval,
  type PackException,
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
  acceptedAccounts,
  callDaysOfKeys,
  clearancesInPeriod,
  confirmedMoves,
  exceptionsOfDepartures,
  keysOfPack,
  proofsOfKeys,
  releasesOfKeys,
  rolesOfKeys,
  rotationsInPeriod,
  statusesInPeriod,
} from '#lib/db/customer/evidence-pack.ts';
import type { Executor } from '#lib/db/database.ts';
import { mayShow } from '#lib/db/key/keys.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

/** What made a key protect a workspace. */
const ORIGIN_WORDS = {
  setup: 'a setup',
  replacement: 'a replacement',
  import: 'an import',
  legacy: 'before setups were recorded',
} as const satisfies Record<AssignmentOrigin, string>;

type Bounds = { since: Date; until: Date };
type KeyRow = Awaited<ReturnType<typeof keysOfPack>>[number];

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
      const found = await keysOfPack(tx, customerId, PACK_KEYS + 1);
      const keys = found.slice(0, PACK_KEYS);
      const clearances = await clearancesInPeriod(tx, customerId, { since, until });
      const decided = await decisions(tx, customerId, keys, now);
      return {
        customer: { name: customer.name, externalId: customer.externalId, provider: customer.providerName },
        period,
        madeAt: now.toISOString(),
        madeBy: staff.name,
        keys: await packKeys(tx, keys, { customerId, since, until, period, policy: deps.policy, now }),
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

type Asked = Bounds & { customerId: string; period: PackPeriod; policy: ReadDeps['policy']; now: Date };

async function packKeys(db: Executor, keys: readonly KeyRow[], asked: Asked): Promise<PackKey[]> {
  const ids = keys.map(({ id }) => id);
  const roles = Map.groupBy(await rolesOfKeys(db, ids, asked), ({ keyId }) => keyId);
  const proofs = Map.groupBy(await proofsOfKeys(db, ids), ({ keyId }) => keyId);
  const calls = Map.groupBy(await callDaysOfKeys(db, ids, asked.period), ({ keyId }) => keyId);
  const packed: PackKey[] = [];
  for (const key of keys)
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
      observed: mayShow(key) ? await observedOf(db, key, calls.get(key.id) ?? [], asked) : null,
    });
  return packed;
}

async function observedOf(
  db: Executor,
  key: KeyRow,
  earlier: Awaited<ReturnType<typeof callDaysOfKeys>>,
  { since, until, period, policy, now }: Asked,
): Promise<PackKey['observed']> {
  const { spans, completeFrom } = await statusesInPeriod(db, key.id, { since, until });
  const rotations = await rotationsInPeriod(db, key.id, { since, until });
  const { callsDay, calls } = key;
  const open = callsDay !== null && calls !== null && callsDay >= period.from && callsDay <= period.to;
  // After a clock was set back, the day that is open may also be among those that are over.
  const byDay = Map.groupBy([...earlier, ...(open ? [{ day: callsDay, calls }] : [])], ({ day }) => day);
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

/** What people with more rights decided about a customer, oldest first, and the exceptions that hold now. */
async function decisions(
  db: Executor,
  customerId: string,
  keys: readonly KeyRow[],
  now: Date,
): Promise<{ approvals: PackApproval[]; exceptions: PackException[] }> {
  const ids = keys.map(({ id }) => id);
  const arnOf = (keyId: string): string => keys.find(({ id }) => id === keyId)?.arn ?? '';
  const exceptions: (PackException & { holds: boolean })[] = [];
  for (const proof of await proofsOfKeys(db, ids))
    if (proof.kind === 'exception')
      exceptions.push({
        at: proof.provenAt.toISOString(),
        by: proof.provenBy ?? '',
        what: 'Accepted a key without proof of ownership',
        about: arnOf(proof.keyId),
        reason: proof.reason ?? '',
        reviewAt: null,
        holds: proof.withdrawnAt === null,
      });
  for (const account of await acceptedAccounts(db, customerId))
    exceptions.push({
      at: account.provenAt.toISOString(),
      by: account.provenBy ?? '',
      what: 'Accepted an AWS account without proof',
      about: account.awsAccountId,
      reason: account.reason ?? '',
      reviewAt: null,
      holds: account.revokedAt === null,
    });
  for (const one of await exceptionsOfDepartures(db, customerId))
    exceptions.push({
      at: one.at.toISOString(),
      by: one.by,
      what: 'Let the customer leave although something may depend on their keys',
      about: one.acceptance,
      reason: one.reason,
      reviewAt: one.reviewAt.toISOString(),
      holds: one.withdrawnAt === null && one.reviewAt > now,
    });
  const approvals: PackApproval[] = exceptions.map(({ at, by, what, about, reason }) => ({
    at,
    by,
    what,
    about,
    reason,
  }));
  for (const release of await releasesOfKeys(db, ids)) {
    approvals.push({
      at: release.releasedAt.toISOString(),
      by: release.releasedBy,
      what: 'Released a key',
      about: arnOf(release.keyId),
      reason: release.reason,
    });
    if (release.retiredAt !== null && release.retiredBy !== null)
      approvals.push({
        at: release.retiredAt.toISOString(),
        by: release.retiredBy,
        what: 'Ended the checks of a key',
        about: arnOf(release.keyId),
        reason: release.retiredNote ?? '',
      });
  }
  for (const move of await confirmedMoves(db, customerId))
    approvals.push({
      at: move.confirmedAt?.toISOString() ?? '',
      by: move.confirmedBy ?? '',
      what: 'Recorded who confirmed a move to another AWS account',
      about: move.workspace,
      reason: move.confirmedHow ?? '',
    });
  return {
    approvals: approvals.toSorted((a, b) => a.at.localeCompare(b.at)),
    exceptions: exceptions.flatMap(({ holds, ...one }) => (holds ? [one] : [])),
  };
}
