import { eq } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { ReplacementState, ReplacementText } from '#lib/core/replacement/replacement.ts';
import type { MoveResult, TestMove } from '#lib/core/replacement/move-test.ts';
import { typedEnd } from '#lib/core/replacement/replacement.ts';
import { DEPENDENT_KINDS, type DependentKind, type Dependents } from '#lib/core/service/dependents.ts';
import type { By, StaffActor } from '#lib/core/staff/audit.ts';
import type { ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { verifyAudit } from '#lib/db/staff/audit-verify.ts';
import { newId } from '#lib/db/new-id.ts';
import { readReplacementLines, type StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import { addKey, checkDeps, newArn, proveAccount, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { releaseKey } from '#lib/use-cases/departure/release-key.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';
import { approveLine, confirmAccount, overrideOldKey, type ApproveInput } from './approve-line.ts';
import { editReplacement, takeOverReplacement } from './edit-replacement.ts';
import { endLine, reopenLine, rollBackLine } from './end-line.ts';
import { acknowledgeSwitch } from './follow-switch.ts';
import { receiveNewKey } from './receive-new-key.ts';
import { freezeReplacementText, recordReplacementTextTold } from './replacement-text.ts';
import { settleReplacement } from './settle-replacements.ts';
import { startReplacement, type StartReplacementInput } from './start-replacement.ts';
import { switchLine } from './switch-line.ts';
import { testLine } from './test-line.ts';

export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const REASON = 'Their yearly rotation by hand.';

/** The value of a use case that must succeed. */
export const must = <T>(result: { ok: boolean; value?: T; reason?: string }): T => {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result)}`);
  return result.value as T;
};

const NONE = Object.fromEntries(DEPENDENT_KINDS.map((kind) => [kind, 0])) as Record<DependentKind, number>;
const SERVICE = { tokenId: newId(), name: 'backup', scopes: ['dependents:write'], regions: null } as const;

/** A member of staff who is stored, so that the database can tell one person from another. */
export async function aPerson(desk: TestDesk, name: string, role: string): Promise<By> {
  const staffId = newId();
  await desk.owner.query(
    `insert into staff (id, issuer, subject, email, name, role, created_at) values ($1, 'test', $2, $3, $4, $5, now())`,
    [staffId, staffId, `${staffId}@vendor.example`, name, role],
  );
  const actor: StaffActor = { kind: 'staff', staffId, name, role, sessionId: null };
  return { actor, requestId: 'r1' };
}

let accounts = 0;
/** An AWS account that no other test uses. */
export const anAccount = (): string => {
  accounts += 1;
  return `2${accounts.toString().padStart(11, '0')}`;
};

/**
 * People, a customer with an old key, and the steps of a replacement, each by its use case.
 * @param beside a key whose customer has another workspace with a key; by default the customer is new
 */
export async function aReplacementDesk(desk: TestDesk, beside: { customerId: string; arn: string } | null = null) {
  const answers = new Map<string, ReportWords>();
  const checks = checkDeps(desk.db, ({ arn }) => answers.get(arn) ?? {});
  const { clock } = checks;
  let moved: MoveResult = { result: 'allowed' };
  const moveTests: { oldArn: string; newArn: string }[] = [];
  const testMove: TestMove = async ({ oldKey, newKey }) => {
    moveTests.push({ oldArn: oldKey.arn, newArn: newKey.arn });
    const at = clock();
    const seen = { oldArn: oldKey.arn, newArn: newKey.arn, durationMs: 1, requestId: 'r', error: null };
    return { startedAt: at, finishedAt: at, ...seen, ...moved };
  };
  const deps = { ...checks, testMove };
  const agent = await aPerson(desk, 'Robin Agent', 'agent');
  const approver = await aPerson(desk, 'Ash Approver', 'approver');
  const second = await aPerson(desk, 'Sam Approver', 'approver');
  const account = beside?.arn.split(':')[4] ?? anAccount();
  const old = await addKey(desk.db, {
    at: clock(),
    workspace: beside === null ? 'main' : 'other',
    arn: newArn('eu-west-1', account),
    ...(beside !== null && { customerId: beside.customerId }),
  });
  if (beside === null) await proveAccount(desk.db, old.customerId, account);
  const usable = async (keyId: string) => {
    must(await checkKey(deps, { customerKeyId: keyId }, { kind: 'system', job: 'sweep' }));
  };
  await usable(old.customerKeyId);
  let ids = { replacementId: '', lineId: '' };
  const stored = async (): Promise<StoredReplacementLine> => {
    const [line] = await readReplacementLines(desk.db, { lineIds: [ids.lineId] }, clock());
    if (line === undefined) throw new Error('There is no such line.');
    return line;
  };
  const input = async () => ({ ...ids, revision: (await stored()).replacement.revision });
  const newKeyId = async (): Promise<string> => (await stored()).newKey?.customerKeyId ?? '';
  const place = {
    deps,
    clock,
    agent,
    approver,
    second,
    old,
    ids: () => ids,
    stored,
    state: async () => (await stored()).line.state,
    input,
    newKeyId,
    moveTests,
    /** What KMS says of a key from now on. */
    answer: (arn: string, words: ReportWords) => void answers.set(arn, words),
    /** What AWS says of a move between both keys from now on. */
    move: (result: MoveResult) => void (moved = result),
    roleOf: async (keyId: string): Promise<string> =>
      (await desk.rows<{ role: string }>('select role from customer_keys where id = $1', [keyId]))[0]?.role ?? 'none',
    workspaceOf: async (keyId: string = old.customerKeyId): Promise<string> =>
      (
        await desk.rows<{ id: string }>(
          `select workspace_id as id from key_assignments where key_id = $1 and to_at is null`,
          [keyId],
        )
      )[0]?.id ?? '',
    /** Another key of the customer, usable and active in a workspace of its own. */
    anotherOld: async (workspace: string) => {
      const arn = newArn('eu-west-1', account);
      const key = await addKey(desk.db, { at: clock(), customerId: old.customerId, workspace, arn });
      await usable(key.customerKeyId);
      return key;
    },
    /** Chooses another line of the request. */
    useLine: async (position: number) => {
      const lines = await readReplacementLines(desk.db, { replacementId: ids.replacementId }, clock());
      ids = { ...ids, lineId: lines[position]?.line.id ?? '' };
    },
    account,
    useIds: (given: typeof ids) => void (ids = given),
    /** Somebody of the customer, verified by an approver so many days ago. */
    aContact: async ({
      role = 'key_admin',
      days = 30,
      by = approver,
      customerId = old.customerId,
    }: { role?: string; days?: number; by?: By; customerId?: string } = {}): Promise<string> => {
      const id = newId();
      await desk.owner.query(
        `insert into contacts (id, customer_id, role, name, email, created_at, last_confirmed_at, verified_by_staff_id,
           verified_by, verified_channel, verified_with)
         values ($1, $2, $3, 'Kim Larsen', 'kim@acme.example', $4, $4, $5, $6, 'phone', '+1 555 0100')`,
        [id, customerId, role, new Date(clock().getTime() - days * DAY_MS), by.actor.staffId, by.actor.name],
      );
      return id;
    },
    edit: async (words: Partial<Parameters<typeof editReplacement>[1]> = {}, by: By = agent) => {
      const { replacement } = await stored();
      const { reason, ticket, plannedFor, askedByContactId, askedByName } = replacement;
      const askedBy = { contactId: askedByContactId, name: askedByName };
      return editReplacement(deps, { ...(await input()), reason, ticket, plannedFor, askedBy, ...words }, by);
    },
    takeOver: async (by: By) => takeOverReplacement(deps, await input(), by),
    confirm: async (contactId: string | null, by: By = agent) =>
      confirmAccount(deps, { ...(await input()), contactId, how: 'Called them on the number on record.' }, by),
    override: async (by: By = second) =>
      overrideOldKey(deps, { ...(await input()), reason: 'The customer has lost the old key.' }, by),
    reject: async (by: By = agent) =>
      endLine(deps, { ...(await input()), how: 'rejected', why: 'tests_failed', reason: 'The key is not theirs.' }, by),
    withdraw: async (by: By = agent) =>
      endLine(deps, { ...(await input()), how: 'withdrawn', reason: 'They keep the old key.' }, by),
    reopen: async (by: By = agent) => reopenLine(deps, { ...(await input()), reason: 'They want it after all.' }, by),
    rollBack: async (by: By = agent) =>
      rollBackLine(deps, { ...(await input()), why: 'backups_failed', reason: 'Backups failed with the new key.' }, by),
    release: (keyId: string = old.customerKeyId, by: By = approver) =>
      releaseKey(deps, { customerKeyId: keyId, reason: 'Nothing needs it any more.' }, by),
    /** The kinds of what happened in the request, in their order; with a kind, the details of those. */
    events: async (kind?: string): Promise<unknown[]> =>
      (
        await desk.rows<{ kind: string; detail: unknown }>(
          `select kind, detail from replacement_events where replacement_id = $1 order by at, id`,
          [ids.replacementId],
        )
      ).flatMap((event) => (kind === undefined ? [event.kind] : event.kind === kind ? [event.detail] : [])),
    /** The actions of the audit log about the request, in their order. */
    audited: async (): Promise<string[]> =>
      (
        await desk.rows<{ action: string }>(`select action from audit_log where target_id = $1 order by seq`, [
          ids.replacementId,
        ])
      ).map(({ action }) => action.replace('replacement.', '')),
    auditIntact: async () => (await verifyAudit(desk.db, null)).intact,
    approvals: () =>
      desk.rows<{ id: string; void_at: Date | null; void_why: string | null }>(
        `select id, void_at, void_why from replacement_approvals where line_id = $1 order by at`,
        [ids.lineId],
      ),
    /** Which key is active in the workspace of the line, and which are retained. */
    assigned: async () => {
      const rows = await desk.rows<{ key_id: string; role: string }>(
        `select key_id, role from key_assignments where workspace_id = $1 and to_at is null order by role, from_at`,
        [(await stored()).line.workspaceId],
      );
      const of = (role: string) => rows.flatMap((row) => (row.role === role ? [row.key_id] : []));
      return { active: of('active'), retained: of('retained') };
    },
    start: async (words: Partial<StartReplacementInput> = {}, by: By = agent) => {
      const started = must(
        await startReplacement(
          deps,
          {
            customerId: old.customerId,
            source: 'announced',
            reason: REASON,
            ticket: '#4711',
            plannedFor: null,
            askedBy: { contactId: null, name: 'Dana Ruiz' },
            workspaceIds: [await place.workspaceOf()],
            ...words,
          },
          by,
        ),
      );
      const [line] = await readReplacementLines(desk.db, started, clock());
      ids = { replacementId: started.replacementId, lineId: line?.line.id ?? '' };
    },
    receive: async (arn: KeyArn = newArn('eu-west-1', account), by: By = agent): Promise<KeyArn> => {
      must(await receiveNewKey(deps, { ...(await input()), arn, whose: 'customer' }, by));
      return arn;
    },
    /** Proves the new key where its account doesn't. */
    own: async () => {
      const at = clock();
      const keyId = await newKeyId();
      await desk.db
        .update(customerKeys)
        .set({ ownershipProvenAt: at, cause: 'never_checked' })
        .where(eq(customerKeys.id, keyId));
      const arn = (await stored()).newKey?.record.arn ?? '';
      await desk.db
        .insert(ownershipProofs)
        .values({ id: newId(), keyId, customerId: old.customerId, arn, kind: 'ciphertext', provenAt: at });
    },
    /** A scheduled check of a key. */
    check: async (keyId: string, afterMs = MINUTE_MS) => {
      clock.advance(afterMs);
      must(await checkKey(deps, { customerKeyId: keyId }, { kind: 'system', job: 'sweep' }));
    },
    test: async (by: By = agent, afterMs = MINUTE_MS) => {
      clock.advance(afterMs);
      return must(await testLine(deps, await input(), by));
    },
    /** As the worker does it, for this request: the clocks of other tests are different ones. */
    settle: () => settleReplacement(deps, ids.replacementId),
    approve: async (by: By = approver, words: Partial<ApproveInput> = {}) => {
      const typed = typedEnd((await stored()).newKey?.record.arn ?? '');
      return approveLine(deps, { ...(await input()), typed, window: null, ...words }, by);
    },
    switch: async (by: By = agent) => switchLine(deps, await input(), by),
    acknowledge: async (by: By = agent) =>
      acknowledgeSwitch(deps, { ...(await input()), how: 'Seen in the console of our product.' }, by),
    /** Makes a text, and records that the customer was told. */
    tell: async (kind: ReplacementText, by: By = agent) => {
      const texts = { ...deps, regions: REGIONS };
      const { textId } = must(await freezeReplacementText(texts, { ...(await input()), kind }, by));
      const told = { textId, to: 'Dana Ruiz', channel: 'ticket', at: null } as const;
      must(await recordReplacementTextTold(deps, { ...(await input()), ...told }, by));
    },
    /** Reports what depends on a key. */
    report: async (
      keyId: string,
      counts: Partial<Record<DependentKind, number>> = {},
      leftOut: DependentKind[] = [],
      more: Partial<Dependents> = {},
    ) => {
      const all: Partial<Record<DependentKind, number>> = { ...NONE, ...counts };
      for (const kind of leftOut) delete all[kind];
      const rest = { oldestAt: null, nextRunAt: null, lastBackup: null, lastRestore: null, ...more };
      must(
        await recordDependents(
          deps,
          { reportId: newId(), asOf: clock(), keys: [{ keyId, counts: all, ...rest }] },
          SERVICE,
        ),
      );
    },
    /** Days on which the product reports every day. */
    reportDaily: async (keyId: string, days: number, counts: Partial<Record<DependentKind, number>> = {}) => {
      for (let day = 0; day < days; day += 1) {
        clock.advance(DAY_MS);
        await place.report(keyId, counts);
      }
    },
    /** The tests of the line, until nothing of the new key is missing. */
    tests: async () => {
      const keyId = await newKeyId();
      await place.check(keyId);
      await place.test();
      await place.check(keyId, 6 * MINUTE_MS);
      await place.settle();
    },
    /** Up to where the line waits for its approval. */
    upToApproval: async (arn?: KeyArn, words?: Partial<StartReplacementInput>) => {
      await place.start(words);
      const sent = await place.receive(arn);
      await place.tests();
      return sent;
    },
    /** Up to a state, in the shortest way. */
    upTo: async (state: ReplacementState): Promise<void> => {
      await place.start();
      if (state === 'announced') return;
      if (state === 'withdrawn') return void must(await place.withdraw());
      await place.receive();
      if (state === 'requested') return;
      if (state === 'rejected') return void must(await place.reject());
      await place.check(await newKeyId());
      await place.settle();
      if (state === 'testing') return;
      await place.tests();
      if (state === 'awaiting_approval') return;
      must(await place.approve());
      if (state === 'approved') return;
      must(await place.switch());
      if (state === 'switched') return;
      if (state === 'rolled_back') return void must(await place.rollBack());
      must(await place.acknowledge());
      if (state === 'acknowledged') return;
      await place.report(old.customerKeyId);
      await place.reportDaily(old.customerKeyId, 7);
      const released = await place.release();
      if (!released.ok) throw new Error(JSON.stringify(released));
    },
  };
  return place;
}
export type ReplacementDesk = Awaited<ReturnType<typeof aReplacementDesk>>;
