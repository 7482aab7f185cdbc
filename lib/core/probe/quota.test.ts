import { describe, expect, it } from 'vitest';
import { callsPerSecond, pauseMs } from '#lib/core/probe/quota.ts';

describe('the calls that checking may make', () => {
  it('H24 are 10 % of the DescribeKey quota and 5 % of the crypto quota of the region', () => {
    expect(callsPerSecond({ kind: 'describe', region: 'eu-west-1' })).toBe(200);
    expect(callsPerSecond({ kind: 'crypto', region: 'eu-west-1' })).toBe(5_000);
    expect(callsPerSecond({ kind: 'crypto', region: 'ap-southeast-2' })).toBe(1_000);
    expect(callsPerSecond({ kind: 'crypto', region: 'eu-north-1' })).toBe(500);
  });

  it('H24 are one per second to one custom key store', () => {
    expect(callsPerSecond({ kind: 'store', customKeyStoreId: 'cks-1' })).toBe(1);
  });
});

describe('the pause after throttling', () => {
  it('H24 doubles from 30 seconds up to ten minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 99].map(pauseMs)).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });
});
