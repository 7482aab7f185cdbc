import { describe, expect, it } from 'vitest';
import { aReport } from '#lib/core/verdict/checks.test-support.ts';
import { answeredCalls, sumOfCalls } from './calls.ts';

describe('the calls that AWS answered', () => {
  it('count one ReEncrypt, although it tests two permissions', () => {
    expect(answeredCalls(aReport())).toMatchObject({ DescribeKey: 1, Encrypt: 1, Decrypt: 1, ReEncrypt: 1 });
  });

  it('have a refusal as an answer, and no test that was not run', () => {
    const denied = aReport({ generate: 'denied:cross_account_catch_all', decrypt: 'not_run' });
    expect(answeredCalls(denied).GenerateDataKey).toBe(1);
    expect(answeredCalls(denied).Decrypt).toBeUndefined();
  });

  it('have no call without a request ID: AWS never got it', () => {
    const report = aReport();
    const lost = { ...report, cells: report.cells.map((cell) => ({ ...cell, requestId: null })) };
    expect(answeredCalls(lost)).toEqual({});
  });

  it('of several checks are added up, and what nobody called stays absent', () => {
    expect(sumOfCalls({ DescribeKey: 2, Decrypt: 1 }, { DescribeKey: 1 }, {})).toEqual({ DescribeKey: 3, Decrypt: 1 });
  });
});
