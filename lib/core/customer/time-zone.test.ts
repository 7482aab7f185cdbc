import { expect, it } from 'vitest';
import { instantsOf } from './time-zone.ts';

const iso = (local: string, zone: string): string[] => instantsOf(local, zone).map((at) => at.toISOString());

it('finds the instant of a local time, in summer and in winter', () => {
  expect(iso('2026-07-01T12:00', 'Europe/Berlin')).toEqual(['2026-07-01T10:00:00.000Z']);
  expect(iso('2026-12-01T12:00', 'Europe/Berlin')).toEqual(['2026-12-01T11:00:00.000Z']);
  expect(iso('2026-12-01T12:00', 'Asia/Kathmandu')).toEqual(['2026-12-01T06:15:00.000Z']);
  expect(iso('2026-12-01T12:00', 'UTC')).toEqual(['2026-12-01T12:00:00.000Z']);
});

it('finds no instant in the hour that is skipped, and two in the one that is repeated', () => {
  expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toEqual([]);
  expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
});
