import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { after, HOUR_MS, MINUTE_MS, NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import type { HeardFromKms } from '#lib/core/verdict/kms-answer.ts';
import { noteHeard, readRegionAnswers } from '#lib/db/verdict/region-answers.ts';
import { openIncident, pauseRegion } from '#lib/db/verdict/regions.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

let regions = 0;
const aRegion = (): string => `eu-answers-${(regions += 1)}`;

const SECOND_MS = 1_000;
const answered = (at: Date, given: Partial<HeardFromKms> = {}): HeardFromKms => ({
  askedAt: after(-10, at),
  answeredAt: at,
  silentSince: null,
  ...given,
});
const unanswered = (at: Date): HeardFromKms => ({ askedAt: at, answeredAt: null, silentSince: at });
const note = (region: string, heard: HeardFromKms, now: Date) =>
  noteHeard(desk.db, region, heard, POLICY.intervalMinutes, now);
const stored = async (region: string) => {
  const [row] = await readRegionAnswers(desk.db, [region]);
  if (row === undefined) throw new Error('No such region.');
  return { answeredAt: row.answeredAt, askedAt: row.askedAt, silentSince: row.silentSince };
};
const version = async (region: string) =>
  (
    await desk.rows<{ xmin: string; xmax: string }>(
      'select xmin::text, xmax::text from region_status where region = $1',
      [region],
    )
  )[0];

describe('what is stored of KMS’s answers in a region', () => {
  it('is the last answer, the last call, and since when calls got no answer', async () => {
    const region = aRegion();
    await note(region, answered(NOW), NOW);
    expect(await stored(region)).toEqual({ answeredAt: NOW, askedAt: after(-10), silentSince: null });
    const failing = after(MINUTE_MS);
    await note(region, unanswered(failing), after(MINUTE_MS));
    await note(region, unanswered(after(2 * MINUTE_MS)), after(2 * MINUTE_MS));
    expect(await stored(region)).toEqual({
      answeredAt: NOW,
      askedAt: after(2 * MINUTE_MS),
      silentSince: failing,
    });
    await note(region, answered(after(3 * MINUTE_MS)), after(3 * MINUTE_MS));
    expect(await stored(region)).toMatchObject({ answeredAt: after(3 * MINUTE_MS), silentSince: null });
  });

  it('never moves backwards, in whatever order results are written', async () => {
    const region = aRegion();
    const [first, second, third] = [after(MINUTE_MS), after(2 * MINUTE_MS), after(3 * MINUTE_MS)];
    await note(region, answered(second), third);
    await note(region, answered(first), third);
    await note(region, unanswered(first), third);
    expect(await stored(region)).toMatchObject({ answeredAt: second, silentSince: null });
    await note(region, unanswered(third), third);
    expect(await stored(region)).toMatchObject({ answeredAt: second, silentSince: third });
    await note(region, unanswered(after(MINUTE_MS / 2, second)), third);
    expect(await stored(region)).toMatchObject({ silentSince: after(MINUTE_MS / 2, second) });
    // This answer came before the last failure, so that failure is still without an answer.
    await note(region, answered(after(MINUTE_MS / 2 + 1, second)), third);
    expect(await stored(region)).toMatchObject({ silentSince: third });
  });

  it('is the newest of each when many processes write at once', async () => {
    const region = aRegion();
    const times = Array.from({ length: 20 }, (_, index) => after(index * 10 * SECOND_MS));
    const now = after(HOUR_MS);
    await Promise.all(
      times.flatMap((at) => [
        note(region, answered(at), now),
        note(region, unanswered(after(-5 * SECOND_MS, at)), now),
      ]),
    );
    // Who inserts the row first may lose what another one had to say; the next result repeats it.
    await note(region, answered(times.at(-1) ?? NOW), now);
    expect(await stored(region)).toMatchObject({ answeredAt: times.at(-1), silentSince: null });
  });

  it('is neither written nor locked for five seconds while nothing changes', async () => {
    const region = aRegion();
    await note(region, answered(NOW), NOW);
    const before = await version(region);
    await note(region, answered(after(4 * SECOND_MS)), after(4 * SECOND_MS));
    expect(await version(region)).toEqual(before);
    await note(region, unanswered(after(4_500)), after(4_500));
    const failing = await version(region);
    expect(failing).not.toEqual(before);
    await note(region, unanswered(after(4_900)), after(4_900));
    expect(await version(region)).toEqual(failing);
    await note(region, answered(after(5_000)), after(5_000));
    expect(await stored(region)).toMatchObject({ answeredAt: after(5_000), silentSince: null });
  });

  it('keeps no time ahead of the clock that wrote it', async () => {
    const region = aRegion();
    await note(region, answered(after(HOUR_MS)), NOW);
    expect(await stored(region)).toMatchObject({ answeredAt: NOW });
    await note(region, answered(after(2 * HOUR_MS)), after(MINUTE_MS));
    expect(await stored(region)).toMatchObject({ answeredAt: after(MINUTE_MS) });
  });

  it('H26 from before a clock was set back is replaced by the next answer, and by no failed attempt', async () => {
    const region = aRegion();
    const now = after(-3 * HOUR_MS);
    await note(region, answered(NOW), NOW);
    await note(region, unanswered(after(MINUTE_MS)), after(MINUTE_MS));
    await note(region, unanswered(now), now);
    expect(await stored(region)).toEqual({ answeredAt: NOW, askedAt: now, silentSince: after(MINUTE_MS) });
    await note(region, answered(now), now);
    expect(await stored(region)).toEqual({ answeredAt: now, askedAt: now, silentSince: null });
  });
});

describe('open pages', () => {
  it('H7 are told when a region becomes silent and when it answers again, and not in between', async () => {
    const region = aRegion();
    const told: number[] = [];
    for (let minute = 0; minute <= 12; minute += 1) {
      const at = after(minute * MINUTE_MS);
      const heard = minute === 0 || minute >= 10 ? answered(at) : unanswered(at);
      if (await note(region, heard, at)) told.push(minute);
    }
    // The first answer ends the warning that KMS never answered.
    expect(told).toEqual([0, 6, 10]);
  });

  it('H7 are told of the first answer after nobody asked for two intervals', async () => {
    const region = aRegion();
    expect(await note(region, answered(NOW), NOW)).toBe(true);
    expect(await note(region, answered(after(3 * HOUR_MS)), after(3 * HOUR_MS))).toBe(true);
  });
});

describe('the answers of several regions', () => {
  it('come with their pauses, incidents and numbers of active and retained keys', async () => {
    const [asked, never] = [aRegion(), aRegion()];
    await addKey(desk.db, { arn: newArn(asked) });
    await addKey(desk.db, { arn: newArn(asked), role: 'retained' });
    await addKey(desk.db, { arn: newArn(asked), role: 'candidate' });
    await note(asked, answered(NOW), NOW);
    await pauseRegion(desk.db, asked, after(MINUTE_MS), 1);
    await openIncident(desk.db, asked, NOW, ['Decrypt']);
    const found = new Map((await readRegionAnswers(desk.db, [asked, never])).map((one) => [one.region, one]));
    expect(found.get(asked)).toEqual({
      region: asked,
      answeredAt: NOW,
      askedAt: after(-10),
      silentSince: null,
      pausedUntil: after(MINUTE_MS),
      incidentSince: NOW,
      liveKeys: 2,
    });
    expect(found.get(never)).toEqual({
      region: never,
      answeredAt: null,
      askedAt: null,
      silentSince: null,
      pausedUntil: null,
      incidentSince: null,
      liveKeys: 0,
    });
  });
});
