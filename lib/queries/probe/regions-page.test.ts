import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { regionStatus } from '#drizzle/schema/region-status.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { ControlSeen } from '#lib/core/verdict/control.ts';
import { after, CATCH_ALL, cell, DAY_MS, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { foldFleetCounts, insertSweepRun } from '#lib/db/verdict/fleet.ts';
import {
  claimControl,
  noteSuccesses,
  pauseRegion,
  storeOurSideChecked,
  openIncident,
  storeControl,
} from '#lib/db/verdict/regions.ts';
import { addKey, newArn, openTestDesk, REGIONS, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readCapacityPage } from '#lib/queries/probe/capacity-page.ts';
import { readRegionsPage } from '#lib/queries/probe/regions-page.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const CONTROL_ARN = 'arn:aws:kms:eu-west-1:999900000001:key/00000000-0000-4000-8000-0000000000c0';
const aRegion = (code: string, given: Partial<HostingRegion> = {}): HostingRegion => ({
  code,
  name: `Region ${code}`,
  vendorAccountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/keydesk',
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
  ...given,
});
const read = (regions: readonly HostingRegion[], role: StaffRole = 'viewer') =>
  readRegionsPage({ db: desk.db, clock: () => NOW, regions, policy: POLICY }, { role });
const readCapacity = (regions: readonly HostingRegion[], role: StaffRole = 'viewer') =>
  readCapacityPage({ db: desk.db, clock: () => NOW, regions, policy: POLICY }, { role });
const readOne = async (code: string, given: Partial<HostingRegion> = {}) => {
  const [region] = (await read([aRegion(code, given)])).regions;
  if (region === undefined) throw new Error('The region is missing.');
  return region;
};
const answered = async (region: string, denied: boolean): Promise<void> => {
  const control: ControlSeen = {
    at: after(-MINUTE_MS),
    keyState: 'Enabled',
    cells: REQUIRED_ACTIONS.map((action) => cell(action, denied && action === 'Decrypt' ? CATCH_ALL : 'allowed')),
    deniedSince: denied ? { Decrypt: after(-MINUTE_MS) } : {},
  };
  await claimControl(desk.db, region, after(-MINUTE_MS));
  await storeControl(desk.db, region, control, after(-MINUTE_MS));
};

describe('a region', () => {
  it('has its configuration, and no result yet', async () => {
    expect(await readOne('eu-north-1')).toMatchObject({
      code: 'eu-north-1',
      name: 'Region eu-north-1',
      vendorAccountId: '444455556666',
      roleArn: 'arn:aws:iam::444455556666:role/keydesk',
      roleCoversEveryKey: false,
      contextNames: [],
      controlKeyArn: null,
      controlAnswer: { kind: 'no_control_key' },
      hold: null,
      rest: null,
    });
  });

  it('H23 shows the names of the encryption context, never its values, and no external ID', async () => {
    const page = await read([
      aRegion('eu-west-1', {
        externalId: 'the-external-id',
        encryptionContext: { tenant: 'the-first-value', app: 'the-second-value' },
      }),
    ]);
    expect(page.regions[0]?.contextNames).toEqual(['app', 'tenant']);
    expect(JSON.stringify(page)).not.toMatch(/the-external-id|the-first-value|the-second-value|externalId/);
  });

  it('H12 shows the last answer of the control key, and how old it is', async () => {
    const given = { controlKeyArn: CONTROL_ARN };
    expect((await readOne('ca-central-1', given)).controlAnswer).toEqual({ kind: 'never_asked' });
    await claimControl(desk.db, 'ca-central-1', NOW);
    expect((await readOne('ca-central-1', given)).controlAnswer).toMatchObject({ kind: 'no_answer', at: NOW });
    await answered('eu-central-1', false);
    expect((await readOne('eu-central-1', given)).controlAnswer).toEqual({ kind: 'passed', at: after(-MINUTE_MS) });
    await answered('eu-central-2', true);
    expect((await readOne('eu-central-2', given)).controlAnswer).toEqual({
      kind: 'denied',
      at: after(-MINUTE_MS),
      actions: ['Decrypt'],
    });
  });

  it('H25 shows since when denials are on hold, only for that region', async () => {
    await openIncident(desk.db, 'eu-west-3', after(-5 * MINUTE_MS), ['Decrypt']);
    const { regions } = await read([aRegion('eu-west-3'), aRegion('eu-south-1')]);
    const hold = { since: after(-5 * MINUTE_MS), actions: ['Decrypt'], checked: null };
    expect(regions.map((region) => region.hold)).toEqual([hold, null]);
  });

  it('H25 shows who checked our own side during this incident, and nobody of an earlier one', async () => {
    await openIncident(desk.db, 'eu-south-2', after(-5 * MINUTE_MS), ['Decrypt']);
    const checkedAt = (at: Date) =>
      desk.db.transaction((tx) => storeOurSideChecked(tx, 'eu-south-2', { at, by: 'Robin', note: 'Role and SCPs.' }));
    const shown = async () => (await readOne('eu-south-2')).hold?.checked;
    await checkedAt(after(-DAY_MS));
    expect(await shown()).toBeNull();
    await checkedAt(after(-MINUTE_MS));
    expect(await shown()).toEqual({ at: after(-MINUTE_MS), by: 'Robin', note: 'Role and SCPs.' });
  });

  it('H24 shows until when scheduled checks are paused there', async () => {
    await pauseRegion(desk.db, 'us-east-2', after(2 * MINUTE_MS), 3);
    expect((await readOne('us-east-2')).rest).toEqual({ until: after(2 * MINUTE_MS), throttledInARow: 3 });
    // Stored before a clock was set back, so scheduled checks ignore it too.
    await pauseRegion(desk.db, 'us-east-2', after(DAY_MS), 3);
    expect((await readOne('us-east-2')).rest).toBeNull();
  });

  it('H6 names no customer whose key was allowed something there', async () => {
    const { customerId } = await addKey(desk.db, { arn: newArn('eu-west-2') });
    await desk.db.transaction((tx) =>
      noteSuccesses(tx, 'eu-west-2', [
        { awsAccountId: '111122223333', customerId, at: NOW, actions: [...REQUIRED_ACTIONS] },
      ]),
    );
    const [stored] = await desk.db.select().from(regionStatus).where(eq(regionStatus.region, 'eu-west-2'));
    expect(JSON.stringify(stored)).toContain(customerId);
    const page = JSON.stringify(await read([aRegion('eu-west-2')]));
    expect(page).not.toContain(customerId);
    expect(page).not.toContain('111122223333');
  });
});

describe('H24 the quota that checks use', () => {
  it('is estimated from the active and retained keys of each region by status, without candidates', async () => {
    const [usable] = await Promise.all([
      addKey(desk.db, { arn: newArn('ap-south-1') }),
      addKey(desk.db, { arn: newArn('ap-south-1') }),
      addKey(desk.db, { arn: newArn('ap-south-1'), role: 'candidate' }),
      addKey(desk.db, { arn: newArn('ap-south-2') }),
    ]);
    await foldFleetCounts(desk.db);
    await desk.db
      .update(customerKeys)
      .set({ verdict: 'usable', cause: null })
      .where(eq(customerKeys.id, usable.customerKeyId));
    const { regions, inAll } = await readCapacity([aRegion('ap-south-1'), aRegion('ap-south-2')]);
    expect(regions.map(({ liveKeys }) => liveKeys)).toEqual([
      { usable: 1, attention: 0, unusable: 0, unverified: 1 },
      { usable: 0, attention: 0, unusable: 0, unverified: 1 },
    ]);
    expect(regions.map(({ estimate }) => estimate.loads.describe.perDay)).toEqual([24 + 96, 96]);
    expect(inAll.perDay.describe).toBe(24 + 96 + 96);
  });

  it('lists the keys of regions that are not configured, and counts no call for them', async () => {
    const { customerKeyId } = await addKey(desk.db, { arn: newArn('sa-east-1') });
    const notHosted = async () => (await readCapacity([])).notHosted.find(({ code }) => code === 'sa-east-1');
    expect(await notHosted()).toEqual({ code: 'sa-east-1', liveKeys: 1 });
    expect((await readCapacity([])).inAll.callsPerDay).toBe(0);
    expect((await readCapacity([aRegion('sa-east-1')])).notHosted.map(({ code }) => code)).not.toContain('sa-east-1');
    await desk.owner.query(`update customer_keys set role = 'retired' where id = $1`, [customerKeyId]);
    expect(await notHosted()).toBeUndefined();
  });
});

describe('whether scheduled checks keep up', () => {
  it('is the oldest check whose time has come, without keys that nobody checks, and what the latest batches did', async () => {
    await desk.owner.query('update key_checks set next_check_at = $1', [after(DAY_MS)]);
    expect((await readCapacity(REGIONS)).due).toEqual({ n: 0, exact: true, oldestDueAt: null });
    const [waiting, unproven] = await Promise.all([
      addKey(desk.db, { at: after(-3 * MINUTE_MS) }),
      addKey(desk.db, { role: 'candidate', proven: false, at: after(-DAY_MS) }),
    ]);
    expect(unproven.customerKeyId).not.toBe(waiting.customerKeyId);
    expect((await readCapacity(REGIONS)).throughput).toBeNull();
    for (const checked of [100, 50])
      await insertSweepRun(desk.db, {
        region: 'eu-west-1',
        startedAt: after(-10_000),
        finishedAt: NOW,
        checked,
        changed: 0,
        inconclusive: 0,
        skipped: 0,
      });
    const page = await readCapacity(REGIONS);
    expect(page.due).toEqual({ n: 1, exact: true, oldestDueAt: after(-3 * MINUTE_MS) });
    expect(page.throughput).toEqual({ batches: 2, checked: 150, busyMs: 20_000 });
    expect(page.checksPerSecond).toBeGreaterThan(0);
  });
});

describe('who may read regions and capacity', () => {
  it('is nobody without the capability', async () => {
    await expect(read(REGIONS, 'stranger' as StaffRole)).rejects.toThrow('may not read');
    await expect(readCapacity(REGIONS, 'stranger' as StaffRole)).rejects.toThrow('may not read');
  });
});
