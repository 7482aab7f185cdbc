import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import {
  after,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  pendingUntil,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import { claimCheck } from '#lib/db/verdict/check-claims.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { newId } from '#lib/db/new-id.ts';
import {
  addKey,
  AGENT,
  aGate,
  checkDeps,
  newArn,
  openTestDesk,
  SWEEP,
  type TestDesk,
} from '#lib/db/test-desk.test-support.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

let desk: TestDesk;
/** A check that waits for a crashed one, started early so that its seven seconds run in parallel with the other tests. */
let afterCrash: ReturnType<typeof checkOfAbandonedKey>;
beforeAll(async () => {
  desk = await openTestDesk();
  afterCrash = checkOfAbandonedKey();
});
afterAll(() => desk.close());

async function checkOfAbandonedKey() {
  const { customerKeyId } = await addKey(desk.db);
  await claimCheck(desk.db, customerKeyId, NOW);
  const deps = checkDeps(desk.db);
  return { outcome: await checkKey(deps, { customerKeyId }, AGENT), asked: deps.asked };
}

const PENDING: ReportWords = pendingUntil(after(7 * DAY_MS));
const UNREACHABLE: ReportWords = {
  facts: null,
  describe: 'could_not_tell:unreachable',
  generate: 'could_not_tell:unreachable',
  decrypt: 'could_not_tell:unreachable',
};

const stored = async (customerKeyId: string) => {
  const key = await findKey(desk.db, customerKeyId);
  if (key === null) throw new Error('There is no such key.');
  return key;
};

/** Everything that checks have written about one key. */
const written = async (customerKeyId: string) => ({
  events: await desk.rows<{ kind: string; report_id: string; at: Date }>(
    'select kind, report_id, at from key_events where key_id = $1 order by id',
    [customerKeyId],
  ),
  reports: await desk.rows<{ id: string; conclusive: boolean; arn: string }>(
    'select id, conclusive, arn from probe_reports where key_id = $1 order by id',
    [customerKeyId],
  ),
  spans: await desk.rows<{ verdict: string; from_at: Date; to_at: Date | null; check_count: number }>(
    'select verdict, from_at, to_at, check_count from verdict_spans where key_id = $1 order by from_at, id',
    [customerKeyId],
  ),
  audit: await desk.rows<{ action: string; before: unknown; after: unknown }>(
    'select action, before, after from audit_log where target_id = $1 order by seq',
    [customerKeyId],
  ),
});

describe('a check by a person', () => {
  it('writes status, facts, events, report, period and audit entry together', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, () => PENDING);
    deps.clock.advance(HOUR_MS);
    expect(await checkKey(deps, { customerKeyId }, AGENT)).toEqual({
      ok: true,
      value: { customerKeyId, how: 'written', conclusive: true },
    });

    const { record, checkRevision, lastReportId } = await stored(customerKeyId);
    expect(record).toMatchObject({
      verdict: { status: 'unusable', cause: 'pending_deletion' },
      verdictSince: after(HOUR_MS),
      facts: PENDING.facts,
      check: { lastConclusiveAt: after(HOUR_MS), inconclusiveCount: 0 },
    });
    expect(checkRevision).toBe(1);

    const { events, reports, spans, audit } = await written(customerKeyId);
    expect(reports).toMatchObject([{ id: lastReportId, conclusive: true }]);
    expect(events.map((event) => event.kind)).toEqual([
      'key_state_changed',
      'deletion_date_changed',
      'key_material_first_seen',
      'verdict_changed',
    ]);
    expect(new Set(events.map((event) => event.report_id))).toEqual(new Set([lastReportId]));
    expect(spans).toMatchObject([
      { verdict: 'unverified', from_at: NOW, to_at: after(HOUR_MS) },
      { verdict: 'unusable', from_at: after(HOUR_MS), to_at: null },
    ]);
    expect(audit).toEqual([
      {
        action: 'key.checked',
        before: { status: 'unverified', cause: 'never_checked' },
        after: { status: 'unusable', cause: 'pending_deletion', conclusive: true },
      },
    ]);
  });

  it('is stored as a report and audited even when nothing changed, and adds no event', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db);
    await checkKey(deps, { customerKeyId }, AGENT);
    const before = await written(customerKeyId);
    deps.clock.advance(MINUTE_MS);
    await checkKey(deps, { customerKeyId }, AGENT);

    const now = await written(customerKeyId);
    expect(now.events).toEqual(before.events);
    expect(now.spans).toEqual(before.spans);
    expect(now.reports).toHaveLength(2);
    expect(now.audit).toHaveLength(2);
  });

  it('writes how many checks an ended period had', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, (_, asked) => (asked < 4 ? {} : PENDING));
    for (let check = 0; check < 4; check += 1) {
      await checkKey(deps, { customerKeyId }, SWEEP);
      deps.clock.advance(HOUR_MS);
    }
    const { spans } = await written(customerKeyId);
    expect(spans.slice(-2)).toMatchObject([
      { verdict: 'usable', from_at: NOW, to_at: after(3 * HOUR_MS), check_count: 3 },
      { verdict: 'unusable', to_at: null },
    ]);
  });

  it('leaves record, history and audit log unchanged when the audit entry cannot be written', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, () => PENDING);
    const before = { key: await stored(customerKeyId), history: await written(customerKeyId) };
    await desk.owner.query('revoke insert on audit_log from keydesk_app');
    try {
      await expect(checkKey(deps, { customerKeyId }, AGENT)).rejects.toMatchObject({
        cause: { message: 'permission denied for table audit_log' },
      });
    } finally {
      await desk.owner.query('grant insert on audit_log to keydesk_app');
    }
    expect(await written(customerKeyId)).toEqual(before.history);
    expect(await stored(customerKeyId)).toEqual({ ...before.key, claimedAt: NOW });
  });
});

describe('a scheduled check', () => {
  it('is not audited, and keeps no report when nothing changed', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db);
    await checkKey(deps, { customerKeyId }, SWEEP);
    deps.clock.advance(MINUTE_MS);
    await checkKey(deps, { customerKeyId }, SWEEP);
    const { reports, audit } = await written(customerKeyId);
    expect(reports).toHaveLength(1);
    expect(audit).toEqual([]);
    expect((await stored(customerKeyId)).lastReportId).toBe(reports[0]?.id);
  });
});

describe('a check without an answer', () => {
  it('keeps the status and its time, which get older, and counts itself', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, (_, asked) => (asked === 1 ? PENDING : UNREACHABLE));
    await checkKey(deps, { customerKeyId }, AGENT);
    const before = await stored(customerKeyId);
    deps.clock.advance(HOUR_MS);
    expect(await checkKey(deps, { customerKeyId }, AGENT)).toMatchObject({
      value: { how: 'written', conclusive: false },
    });

    const { record } = await stored(customerKeyId);
    expect(record).toMatchObject({
      verdict: before.record.verdict,
      verdictSince: before.record.verdictSince,
      facts: before.record.facts,
      check: { lastAttemptAt: after(HOUR_MS), lastConclusiveAt: NOW, inconclusiveCount: 1 },
    });
    expect(await desk.rows('select last_fault from key_checks where key_id = $1', [customerKeyId])).toEqual([
      { last_fault: 'unreachable' },
    ]);
  });

  it('H5 keeps the evidence of the last check with an answer: message, request ID, time', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, (_, asked) => (asked === 1 ? PENDING : UNREACHABLE));
    await checkKey(deps, { customerKeyId }, AGENT);
    const { lastReportId } = await stored(customerKeyId);
    deps.clock.advance(HOUR_MS);
    await checkKey(deps, { customerKeyId }, AGENT);
    expect((await stored(customerKeyId)).lastReportId).toBe(lastReportId);
    expect((await written(customerKeyId)).reports).toHaveLength(2);
  });

  it('H9 ends usable when the last tests are older than 24 hours', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, (_, asked) => (asked === 1 ? {} : UNREACHABLE));
    await checkKey(deps, { customerKeyId }, SWEEP);
    deps.clock.advance(DAY_MS);
    await checkKey(deps, { customerKeyId }, SWEEP);
    expect((await stored(customerKeyId)).record.verdict.status).toBe('usable');
    deps.clock.advance(MINUTE_MS);
    await checkKey(deps, { customerKeyId }, SWEEP);
    expect((await stored(customerKeyId)).record.verdict).toEqual({
      status: 'unverified',
      cause: 'permission_tests_overdue',
    });
  });
});

describe('a check that is refused', () => {
  it('H16 makes no call about a key whose ownership is unproven', async () => {
    const { customerKeyId } = await addKey(desk.db, { role: 'candidate', proven: false });
    const deps = checkDeps(desk.db);
    expect(await checkKey(deps, { customerKeyId }, AGENT)).toEqual({ ok: false, reason: 'ownership_unproven' });
    expect(deps.asked).toEqual([]);
    expect(await written(customerKeyId)).toMatchObject({ events: [], reports: [], audit: [] });
  });

  it('makes no call about a retired key or an unknown one', async () => {
    const { customerKeyId } = await addKey(desk.db, { role: 'retired' });
    const deps = checkDeps(desk.db);
    expect(await checkKey(deps, { customerKeyId }, AGENT)).toEqual({ ok: false, reason: 'retired' });
    expect(await checkKey(deps, { customerKeyId: newId() }, AGENT)).toEqual({ ok: false, reason: 'not_found' });
    expect(deps.asked).toEqual([]);
  });
});

describe('the input of a check’s calls', () => {
  it('H21 is the last key state, so that a disabled key gets no Decrypt when DescribeKey fails', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, () => PENDING);
    await checkKey(deps, { customerKeyId }, SWEEP);
    deps.clock.advance(MINUTE_MS);
    await checkKey(deps, { customerKeyId }, SWEEP);
    expect(deps.asked.map((target) => target.lastKeyState)).toEqual([null, 'PendingDeletion']);
  });
});

describe('a key that changed during the check', () => {
  const checkedWhile = async (change: (customerKeyId: string) => Promise<unknown>) => {
    const { customerKeyId } = await addKey(desk.db);
    const gate = aGate();
    const deps = checkDeps(desk.db, async () => {
      await gate.wait();
      return PENDING;
    });
    const checking = checkKey(deps, { customerKeyId }, AGENT);
    await gate.reached;
    await change(customerKeyId);
    gate.open();
    return { customerKeyId, outcome: await checking };
  };

  it.each([
    ['a newer result', 'update key_checks set revision = revision + 1 where key_id = $1'],
    ['another role', `update customer_keys set role = 'retained' where id = $1`],
    [
      'another ARN',
      `update customer_keys set kms_key_id = 'ffffffff-0000-4000-8000-00000000ffff',
         arn = 'arn:aws:kms:eu-west-1:111122223333:key/ffffffff-0000-4000-8000-00000000ffff' where id = $1`,
    ],
    [
      'a withdrawn proof of ownership',
      `update customer_keys set role = 'candidate', ownership_proven_at = null where id = $1`,
    ],
  ])('H16 H26 %s supersedes the check: only the audit says that its calls were made', async (_, change) => {
    const { customerKeyId, outcome } = await checkedWhile((id) => desk.owner.query(change, [id]));
    expect(outcome).toMatchObject({ ok: true, value: { how: 'superseded' } });
    expect(await written(customerKeyId)).toMatchObject({
      events: [],
      reports: [],
      spans: [{ to_at: null }],
      audit: [{ action: 'key.checked', after: { superseded: true } }],
    });
    const { record } = await stored(customerKeyId);
    expect(record).toMatchObject({ verdict: { cause: 'never_checked' }, facts: null, check: { lastAttemptAt: null } });
  });

  it('an edit by staff is kept and does not stop the check', async () => {
    const { customerKeyId, outcome } = await checkedWhile((id) =>
      desk.db.update(customerKeys).set({ note: 'Ask Kim first', revision: 2 }).where(eq(customerKeys.id, id)),
    );
    expect(outcome).toMatchObject({ ok: true, value: { how: 'written' } });
    expect((await stored(customerKeyId)).record.verdict.cause).toBe('pending_deletion');
    expect(await desk.rows('select note, revision from customer_keys where id = $1', [customerKeyId])).toEqual([
      { note: 'Ask Kim first', revision: 2 },
    ]);
  });

  it('H26 an ARN that is being changed supersedes the check as soon as it is committed', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const arn = newArn();
    await desk.owner.query('begin');
    await desk.owner.query('update customer_keys set arn = $2, kms_key_id = $3 where id = $1', [
      customerKeyId,
      arn,
      arn.split('/')[1],
    ]);
    const checking = checkKey(
      checkDeps(desk.db, () => PENDING),
      { customerKeyId },
      AGENT,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await desk.owner.query('commit');
    expect(await checking).toMatchObject({ ok: true, value: { how: 'superseded' } });
    expect((await stored(customerKeyId)).record).toMatchObject({
      arn,
      facts: null,
      verdict: { cause: 'never_checked' },
    });
  });
});

describe('two checks of one key', () => {
  it('H24 at once both get a result, KMS is called once, and one result is written', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const gate = aGate();
    const deps = checkDeps(desk.db, async () => {
      await gate.wait();
      return {};
    });
    const both = [checkKey(deps, { customerKeyId }, AGENT), checkKey(deps, { customerKeyId }, AGENT)];
    await gate.reached;
    gate.open();
    const outcomes = await Promise.all(both);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.how : outcome.reason)).toSorted()).toEqual([
      'shared',
      'written',
    ]);
    expect(outcomes).toMatchObject([{ value: { conclusive: true } }, { value: { conclusive: true } }]);
    expect(deps.asked).toHaveLength(1);
    const { reports, audit } = await written(customerKeyId);
    expect(reports).toHaveLength(1);
    // Both people checked: the audit log has both, and says which one made no call of its own.
    expect(audit).toHaveLength(2);
    expect(audit.filter((entry) => JSON.stringify(entry).includes('"shared":true'))).toHaveLength(1);
  });

  it.each([
    [14_999, 'shared', 1],
    [15_000, 'written', 2],
  ])('H24 %i ms apart: the second is %s', async (apartMs, how, asked) => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db);
    await checkKey(deps, { customerKeyId }, SWEEP);
    deps.clock.advance(apartMs);
    expect(await checkKey(deps, { customerKeyId }, AGENT)).toMatchObject({ value: { how, conclusive: true } });
    expect(deps.asked).toHaveLength(asked);
  });

  it('H24 share the result even if the first one got no answer', async () => {
    const { customerKeyId } = await addKey(desk.db);
    const deps = checkDeps(desk.db, () => UNREACHABLE);
    await checkKey(deps, { customerKeyId }, SWEEP);
    expect(await checkKey(deps, { customerKeyId }, AGENT)).toMatchObject({
      value: { how: 'shared', conclusive: false },
    });
  });

  it('gets no answer when the first one crashed', async () => {
    const { outcome, asked } = await afterCrash;
    expect(outcome).toMatchObject({ value: { how: 'shared', conclusive: false } });
    expect(asked).toEqual([]);
  }, 15_000);
});
