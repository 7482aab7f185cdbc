import { describe, expect, it } from 'vitest';
import { CONDITION_OPERATORS } from './condition-operators.ts';
import { conditionHolds, parseConditionBlock } from './policy-conditions.ts';

const CONTEXT = new Map<string, readonly string[]>([
  ['aws:currenttime', ['2026-11-23T12:00:00Z']],
  ['aws:principalarn', ['arn:aws:iam::444455556666:role/a/b']],
  ['aws:securetransport', ['true']],
  ['aws:sourceip', ['203.0.113.7']],
  ['kms:calleraccount', ['444455556666']],
  ['kms:days', ['7']],
  ['kms:encryptioncontextkeys', ['tenant', 'job']],
  ['kms:requestalias', ['alias/a*b']],
  ['kms:resourcealiases', ['alias/one']],
  ['kms:empty', ['']],
]);

const malformed = (reason: string) => new Error(reason);

function holds(operator: string, key: string, values: unknown, hasVariables = true): boolean {
  const conditions = parseConditionBlock({ [operator]: { [key]: values } }, { hasVariables, malformed });
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
    ['StringEquals', 'kms:EncryptionContextKeys', 'tenant', true],
    ['StringNotEquals', 'kms:EncryptionContextKeys', 'tenant', false],
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
    ['StringNotEqualsIfExists', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAllValues:StringEquals', true],
    ['ForAllValues:StringNotEquals', true],
  ])('%s on an absent key: %s', (operator, expected) => {
    expect(holds(operator, 'kms:ViaService', 's3.eu-west-1.amazonaws.com')).toBe(expected);
  });

  const VALUES: Record<string, string> = { numeric: '1', date: '2026-01-01', ip: '203.0.113.0/24', bool: 'false' };
  it.each([...CONDITION_OPERATORS.keys()])(
    '%s on an absent key is true only if it is negated or …IfExists',
    (operator) => {
      const [, value = 'x'] = Object.entries(VALUES).find(([type]) => operator.includes(type)) ?? [];
      expect(holds(operator, 'aws:MultiFactorAuthAge', value)).toBe(operator.includes('not'));
      expect(holds(`${operator}IfExists`, 'aws:MultiFactorAuthAge', value)).toBe(true);
      expect(holds(`ForAllValues:${operator}`, 'aws:MultiFactorAuthAge', value)).toBe(true);
      expect(holds(`ForAnyValue:${operator}`, 'aws:MultiFactorAuthAge', value)).toBe(false);
    },
  );

  it.each([
    ['Null', 'true', true],
    ['Null', 'false', false],
    ['ForAllValues:StringEquals', 'x', true],
    ['StringEquals', '', true],
    ['StringEquals', 'x', false],
    ['StringNotEquals', 'x', true],
  ])('%s %s on an empty value: %s', (operator, value, expected) => {
    expect(holds(operator, 'kms:Empty', value)).toBe(expected);
  });

  it.each([
    ['203.0.113.7', true],
    ['203.0.113.8', false],
    ['203.0.113.0/29', true],
    ['203.0.113.8/29', false],
    ['0.0.0.0/0', true],
    ['::/0', false],
    ['::ffff:203.0.113.7', false],
    ['2001:DB8:1234:5678::/64', false],
  ])('IpAddress %s: %s', (range, expected) => {
    expect(holds('IpAddress', 'aws:SourceIp', range)).toBe(expected);
    expect(holds('NotIpAddress', 'aws:SourceIp', range)).toBe(!expected);
  });

  it('IpAddress compares IPv6 addresses', () => {
    const [condition] = parseConditionBlock(
      { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } },
      { hasVariables: true, malformed },
    );
    const from = (address: string) => condition && conditionHolds(condition, new Map([['aws:sourceip', [address]]]));
    expect(from('2001:db8:1234:5678::1')).toBe(true);
    expect(from('2001:db8:1234:5679::1')).toBe(false);
    expect(from('not an address')).toBe(false);
  });

  it.each([
    ['DateGreaterThan', '2026', true],
    ['DateGreaterThan', '2026-12', false],
    ['DateEquals', '2026-11-23T12:00Z', true],
    ['DateEquals', '2026-11-23T14:00:00.0+02:00', true],
    ['DateEquals', 1_795_435_200, true],
    ['DateNotEquals', '1795435200', false],
    ['DateLessThanEquals', '1795435199.5', false],
  ])('%s %s reads dates as ISO 8601 or epoch seconds: %s', (operator, value, expected) => {
    expect(holds(operator, 'aws:CurrentTime', value)).toBe(expected);
  });

  it.each([
    ['NumericLessThan', 'aws:PrincipalArn', '5', false],
    ['NumericNotEquals', 'aws:PrincipalArn', '5', true],
    ['DateLessThan', 'aws:PrincipalArn', '2026-01-01', false],
    ['DateNotEquals', 'aws:PrincipalArn', '2026-01-01', true],
    ['IpAddress', 'aws:PrincipalArn', '0.0.0.0/0', false],
    ['NotIpAddress', 'aws:PrincipalArn', '0.0.0.0/0', true],
    ['ArnLike', 'aws:SourceIp', '*:*:*:*:*:*', false],
    ['ArnNotLike', 'aws:SourceIp', '*:*:*:*:*:*', true],
  ])('%s on the wrong type of key (%s) never matches', (operator, key, value, expected) => {
    expect(holds(operator, key, value)).toBe(expected);
  });

  it.each([
    ['arn:aws:iam::444455556666:role/a/b', true],
    ['arn:aws:iam::444455556666:role/A/b', false],
    ['arn:*:iam::4444*:role/?/b', true],
    ['arn:aws:*:role/a/b', false],
    ['arn:aws:iam:*:role/a/b', false],
    ['arn:aws:iam::444455556666:*', true],
    ['arn:aws:iam::444455556666', false],
    ['*', true],
  ])('ArnLike %s compares each part of the ARN: %s', (pattern, expected) => {
    for (const operator of ['ArnLike', 'ArnEquals'])
      expect(holds(operator, 'aws:PrincipalArn', pattern)).toBe(expected);
    for (const operator of ['ArnNotLike', 'ArnNotEquals']) {
      expect(holds(operator, 'aws:PrincipalArn', pattern)).toBe(!expected);
    }
  });

  it('compares names of operators and keys in any case', () => {
    expect(holds('stringequals', 'KMS:CALLERACCOUNT', '444455556666')).toBe(true);
    expect(holds('FORALLVALUES:stringLikeIFEXISTS', 'kms:encryptioncontextkeys', ['ten*', 'j?b'])).toBe(true);
  });
});

describe('policy variables in conditions', () => {
  it.each([
    ['StringEquals', 'kms:CallerAccount', '${aws:principalarn}', false],
    ['StringEquals', 'aws:PrincipalArn', '${AWS:PrincipalARN}', true],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::${kms:CallerAccount}:role/*', true],
    ['StringEquals', 'kms:CallerAccount', "${aws:PrincipalTag/account, '444455556666'}", true],
    ['StringEquals', 'aws:PrincipalArn', "${aws:PrincipalArn, 'none'}", true],
    ['StringEquals', 'kms:CallerAccount', '${aws:PrincipalTag/account}', false],
    ['StringNotEquals', 'kms:CallerAccount', '${aws:PrincipalTag/account}', true],
    ['StringNotLike', 'kms:CallerAccount', '*${aws:PrincipalTag/account}', true],
    ['StringLike', 'kms:RequestAlias', 'alias/a${*}b', true],
    ['StringLike', 'kms:CallerAccount', '4444${*}', false],
    ['StringLike', 'kms:CallerAccount', '4444${?}5556666', false],
    ['StringEquals', 'kms:RequestAlias', 'alias/a${*}b', true],
    ['StringEquals', 'kms:RequestAlias', 'alias/a*b', true],
    ['StringEquals', 'kms:RequestAlias', '${kms:RequestAlias}', true],
    ['ForAnyValue:StringLike', 'kms:EncryptionContextKeys', '${kms:EncryptionContextKeys}', false],
    ['ForAnyValue:StringEquals', 'kms:ResourceAliases', '${kms:ResourceAliases}', false],
  ])('%s on %s with %s: %s', (operator, key, value, expected) => {
    expect(holds(operator, key, value)).toBe(expected);
  });

  it('never makes a wildcard of the value of a variable', () => {
    const [condition] = parseConditionBlock(
      { StringLike: { 'kms:CallerAccount': '${aws:UserAgent}' } },
      { hasVariables: true, malformed },
    );
    expect(condition && conditionHolds(condition, new Map([...CONTEXT, ['aws:useragent', ['*']]]))).toBe(false);
  });

  it.each([
    ['StringEquals', '${kms:CallerAccount}', false],
    ['StringNotEquals', '${kms:CallerAccount}', true],
    ['StringLike', '${*}', false],
    ['StringLike', '4444*', true],
  ])('are ordinary text before version 2012-10-17: %s %s: %s', (operator, value, expected) => {
    expect(holds(operator, 'kms:CallerAccount', value, false)).toBe(expected);
  });

  it('leaves wildcards around a special character as they are before version 2012-10-17', () => {
    const [condition] = parseConditionBlock(
      { StringLike: { 'kms:RequestAlias': '${*}' } },
      { hasVariables: false, malformed },
    );
    expect(condition && conditionHolds(condition, new Map([['kms:requestalias', ['${anything}']]]))).toBe(true);
  });
});

describe('a condition that IAM can not evaluate', () => {
  it.each([
    ['StringMatches', 'kms:CallerAccount', 'x'],
    ['NullIfExists', 'kms:CallerAccount', 'true'],
    ['ForSomeValues:StringEquals', 'kms:CallerAccount', 'x'],
    ['StringEqualsIfExistsIfExists', 'kms:CallerAccount', 'x'],
    ['StringEquals', 'CallerAccount', 'x'],
    ['StringEquals', 'kms:CallerAccount', { is: 'x' }],
    ['StringEquals', 'kms:CallerAccount', null],
    ['StringEquals', 'kms:CallerAccount', [['x']]],
    ['Null', 'kms:CallerAccount', 'maybe'],
    ['Bool', 'aws:SecureTransport', 'yes'],
    ['NumericEquals', 'kms:days', ''],
    ['NumericEquals', 'kms:days', 'seven'],
    ['NumericEquals', 'kms:days', '0x7'],
    ['NumericLessThan', 'kms:days', '${kms:days}'],
    ['DateLessThan', 'aws:CurrentTime', 'tomorrow'],
    ['DateLessThan', 'aws:CurrentTime', '2026-11-23T12:00:00'],
    ['DateLessThan', 'aws:CurrentTime', '2026-02-30'],
    ['DateLessThan', 'aws:CurrentTime', '2026-13-01T00:00:00Z'],
    ['DateLessThan', 'aws:CurrentTime', '23 November 2026'],
    ['IpAddress', 'aws:SourceIp', ''],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/33'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/x'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24/8'],
    ['IpAddress', 'aws:SourceIp', '203.0.113/24'],
    ['IpAddress', 'aws:SourceIp', '203.0.113.256'],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/129'],
    ['IpAddress', 'aws:SourceIp', 'fe80::1%eth0'],
    ['NotIpAddress', 'aws:SourceIp', 'everybody'],
    ['NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24', '*']],
    ['StringEquals', 'kms:CallerAccount', '${aws:PrincipalAccount'],
    ['StringEquals', 'kms:CallerAccount', '${}'],
    ['StringEquals', 'kms:CallerAccount', '${aws:Principal Account}'],
    ['StringEquals', 'kms:CallerAccount', '${aws:PrincipalAccount, none}'],
  ])('is refused: %s on %s with %o', (operator, key, value) => {
    expect(() => holds(operator, key, value)).toThrow();
  });

  it('is refused however deeply its value is nested', () => {
    const nested = JSON.parse(`${'['.repeat(16_000)}${']'.repeat(16_000)}`) as unknown;
    expect(() => holds('StringEquals', 'kms:CallerAccount', nested)).toThrow(/^Invalid value/);
  });

  it('is refused in words that name the operator, the key and the value', () => {
    expect(() => holds('IpAddress', 'aws:SourceIp', '203.0.113.0/33')).toThrow(
      'Invalid value for IpAddress on aws:SourceIp: "203.0.113.0/33".',
    );
  });
});
