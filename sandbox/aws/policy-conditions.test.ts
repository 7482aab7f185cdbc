import { describe, expect, it } from 'vitest';
import { conditionHolds, parseConditionBlock } from './policy-conditions.ts';

const CONTEXT = new Map<string, readonly string[]>([
  ['aws:currenttime', ['2026-11-23T12:00:00Z']],
  ['aws:principalarn', ['arn:aws:iam::444455556666:role/a/b']],
  ['aws:securetransport', ['true']],
  ['aws:sourceip', ['203.0.113.7']],
  ['kms:calleraccount', ['444455556666']],
  ['kms:days', ['7']],
  ['kms:encryptioncontextkeys', ['tenant', 'job']],
]);

function holds(operator: string, key: string, values: string | readonly string[]): boolean {
  const conditions = parseConditionBlock({ [operator]: { [key]: values } }, (reason) => new Error(reason));
  return conditions.every((condition) => conditionHolds(condition, CONTEXT));
}

describe('conditions', () => {
  it.each([
    ['StringEquals', 'kms:CallerAccount', ['000000000000', '444455556666'], true],
    ['StringEquals', 'KMS:callerACCOUNT', '444455556666', true],
    ['StringNotEquals', 'kms:CallerAccount', ['000000000000', '444455556666'], false],
    ['StringLike', 'kms:CallerAccount', '4444*66??', true],
    ['StringLike', 'kms:CallerAccount', '4444', false],
    ['StringNotLike', 'kms:CallerAccount', '4444*', false],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/a/*', true],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::444455556666:role/*', true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:*', false],
    ['ArnNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::444455556666:role/a/b', false],
    ['NumericLessThanEquals', 'kms:days', '7', true],
    ['NumericLessThan', 'kms:days', '7', false],
    ['NumericGreaterThan', 'kms:days', '10', false],
    ['NumericNotEquals', 'kms:days', '8', true],
    ['DateGreaterThan', 'aws:CurrentTime', '2026-11-23T11:59:59Z', true],
    ['DateLessThan', 'aws:CurrentTime', '2026-11-23', false],
    ['Bool', 'aws:SecureTransport', 'true', true],
    ['Bool', 'aws:SecureTransport', 'false', false],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', true],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', false],
    ['Null', 'kms:ViaService', 'true', true],
    ['Null', 'kms:CallerAccount', 'true', false],
    ['Null', 'kms:CallerAccount', 'false', true],
    ['ForAnyValue:StringEquals', 'kms:EncryptionContextKeys', 'job', true],
    ['ForAnyValue:StringNotEquals', 'kms:EncryptionContextKeys', ['tenant', 'job'], false],
    ['ForAllValues:StringEquals', 'kms:EncryptionContextKeys', ['tenant', 'job', 'more'], true],
    ['ForAllValues:StringEquals', 'kms:EncryptionContextKeys', ['tenant'], false],
  ])('%s on %s with %o: %s', (operator, key, values, expected) => {
    expect(holds(operator, key, values)).toBe(expected);
  });

  it.each([
    ['StringEquals', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAllValues:StringEquals', true],
  ])('%s on an absent key: %s', (operator, expected) => {
    expect(holds(operator, 'kms:ViaService', 's3.eu-west-1.amazonaws.com')).toBe(expected);
  });

  it('refuse an operator that IAM does not have', () => {
    expect(() => holds('StringMatches', 'kms:CallerAccount', 'x')).toThrow(/StringMatches/);
  });
});
