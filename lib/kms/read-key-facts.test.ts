import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedAnswerError, readKeyFacts } from '#lib/kms/read-key-facts.ts';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const METADATA = {
  AWSAccountId: '111122223333',
  KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  Arn: ARN,
  KeyState: 'Enabled',
  KeyManager: 'CUSTOMER',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  Origin: 'AWS_KMS',
  CreationDate: new Date('2025-01-01T00:00:00.000Z'),
  CurrentKeyMaterialId: 'ab'.repeat(32),
};

describe('DescribeKey’s answer', () => {
  it('H15 becomes facts; a missing value is null, never a guess', () => {
    expect(readKeyFacts(METADATA, ARN)).toEqual({
      keyState: 'Enabled',
      keyManager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      kmsCreatedAt: new Date('2025-01-01T00:00:00.000Z'),
      deletionAt: null,
      pendingDeletionWindowDays: null,
      materialExpiresAt: null,
      multiRegionType: null,
      customKeyStoreId: null,
      currentKeyMaterialId: 'ab'.repeat(32),
    });
  });

  it('keeps an unknown state, spec or manager as it is, because AWS may add values', () => {
    const grown = { ...METADATA, KeyState: 'Suspended', KeySpec: 'ML_KEM_2048', Origin: 'MOON' };
    expect(readKeyFacts(grown, ARN)).toMatchObject({ keyState: 'Suspended', keySpec: 'ML_KEM_2048', origin: 'MOON' });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['no state', { ...METADATA, KeyState: undefined }],
    ['an empty state', { ...METADATA, KeyState: '' }],
    ['a state that is not text', { ...METADATA, KeyState: 42 }],
    ['a state that the database cannot keep', { ...METADATA, KeyState: 'Ena\0bled' }],
    ['a state of 10 kB', { ...METADATA, KeyState: 'x'.repeat(10_240) }],
    ['an invalid date', { ...METADATA, DeletionDate: new Date(Number.NaN) }],
    ['an invalid material ID', { ...METADATA, CurrentKeyMaterialId: '<script>' }],
    ['another key', { ...METADATA, Arn: ARN.replace('1234abcd', '99999999') }],
    ['the same key of another region', { ...METADATA, Arn: ARN.replace('eu-west-1', 'us-west-2') }],
  ])('is malformed, not healthy, when it contains %s', (_, metadata) => {
    expect(() => readKeyFacts(metadata, ARN)).toThrow(MalformedAnswerError);
  });

  it('is malformed or read, and fails in no other way', () => {
    fc.assert(
      fc.property(fc.object(), (given) => {
        try {
          readKeyFacts({ ...METADATA, ...given }, ARN);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAnswerError);
        }
      }),
    );
  });
});
