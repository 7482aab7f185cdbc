import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import { after, DAY_MS, NOW } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { ROTATION_EVENTS_READ, rotationEvents } from '#lib/db/key/key-events.ts';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { SPANS_SHOWN, verdictSpansSince } from '#lib/db/verdict/verdict-history.ts';

const SINCE = after(-90 * DAY_MS);
const days = (n: number): Date => after(n * DAY_MS);

let desk: TestDesk;
let key: { customerKeyId: string; customerId: string; arn: KeyArn };
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  key = await addKey(desk.db);
  // Registering a key opens a period.
  await desk.owner.query('delete from verdict_spans');
});

const addSpans = (...spans: [from: Date, to: Date | null][]) =>
  desk.db.insert(verdictSpans).values(
    spans.map(([fromAt, toAt]) => ({
      id: newId(),
      keyId: key.customerKeyId,
      verdict: 'unusable' as const,
      cause: 'key_disabled' as const,
      fromAt,
      toAt,
    })),
  );
const spansRead = () => verdictSpansSince(desk.db, key.customerKeyId, SINCE);

describe('the status history of the last 90 days', () => {
  it('comes newest first and begins with the period that was already open', async () => {
    await addSpans([days(-200), days(-150)], [days(-150), days(-80)], [days(-80), days(-2)], [days(-1), null]);
    expect(await spansRead()).toEqual({
      completeFrom: null,
      spans: [
        [days(-1), null],
        [days(-80), days(-2)],
        [days(-150), days(-80)],
      ].map(([from, to]) => ({ verdict: { status: 'unusable', cause: 'key_disabled' }, from, to })),
    });
  });

  it('is that of one key', async () => {
    await addSpans([days(-3), null]);
    key = await addKey(desk.db);
    expect((await spansRead()).spans).toMatchObject([{ verdict: { cause: 'never_checked' }, from: NOW }]);
  });

  it('says where it begins if there are too many periods', async () => {
    const hours = (n: number): Date => after(-n * 3_600_000);
    await addSpans(...Array.from({ length: SPANS_SHOWN + 1 }, (_, n): [Date, Date] => [hours(n + 1), hours(n)]));
    const { spans, completeFrom } = await spansRead();
    expect(spans).toHaveLength(SPANS_SHOWN);
    expect(completeFrom).toEqual(hours(SPANS_SHOWN));
  });
});

describe('the rotation events of a key', () => {
  const addEvents = (...events: [at: Date, event: KeyEvent][]) =>
    desk.db.insert(keyEvents).values(
      events.map(([at, event]) => ({
        id: newId(),
        keyId: key.customerKeyId,
        customerId: key.customerId,
        at,
        kind: event.kind,
        detail: event,
      })),
    );
  const firstSeen: KeyEvent = { kind: 'key_material_first_seen', keyMaterialId: 'a'.repeat(64) };
  const changed: KeyEvent = { kind: 'key_material_changed', from: 'a'.repeat(64), to: 'b'.repeat(64) };

  it('come newest first, without other events', async () => {
    await addEvents(
      [days(-9), firstSeen],
      [days(-5), { kind: 'key_state_changed', from: 'Enabled', to: 'Disabled' }],
      [days(-3), changed],
    );
    expect(await rotationEvents(desk.db, key.customerKeyId)).toEqual({
      events: [
        { at: days(-3), event: changed },
        { at: days(-9), event: firstSeen },
      ],
      eventsCut: false,
    });
  });

  it('are limited in number, and say when some are left out', async () => {
    await addEvents(
      ...Array.from({ length: ROTATION_EVENTS_READ + 1 }, (_, n): [Date, KeyEvent] => [days(-n), changed]),
    );
    const { events, eventsCut } = await rotationEvents(desk.db, key.customerKeyId);
    expect([events.length, eventsCut]).toEqual([ROTATION_EVENTS_READ, true]);
  });
});
