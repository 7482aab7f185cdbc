import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyArn, type KeyArnRefusal } from '#lib/core/key/key-arn.ts';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const MULTI_REGION = 'arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const keyId = fc.oneof(
  fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-')),
  hex(32).map((digits) => `mrk-${digits}`),
);
const keyArn = fc
  .tuple(
    fc.constantFrom('eu-west-1', 'us-west-2', 'ap-southeast-2', 'us-gov-west-1'),
    fc.stringMatching(/^\d{12}$/),
    keyId,
  )
  .map(([region, account, id]) => `arn:aws:kms:${region}:${account}:key/${id}`);

describe('parseKeyArn', () => {
  it('reads the region, the account and the key id of an ARN', () => {
    expect(parseKeyArn(ARN)).toEqual({
      ok: true,
      value: {
        arn: ARN,
        partition: 'aws',
        region: 'eu-west-1',
        awsAccountId: '111122223333',
        kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
        multiRegion: false,
      },
    });
  });

  it('recognizes a multi-Region key by its ID', () => {
    expect(parseKeyArn(MULTI_REGION)).toMatchObject({ ok: true, value: { region: 'us-west-2', multiRegion: true } });
  });

  it.each([` ${ARN}`, `${ARN}\n`, `\t${ARN}\r\n`, `${ARN}\u00a0`, `\ufeff${ARN}`])(
    'ignores white space around an ARN and keeps none of it: %j',
    (text) => {
      expect(parseKeyArn(text)).toMatchObject({ ok: true, value: { arn: ARN } });
    },
  );

  const refused: [KeyArnRefusal, string, string][] = [
    ['not_an_arn', 'nothing', ''],
    ['not_an_arn', 'white space', ' \n\t'],
    ['not_an_arn', 'prose', 'please add our key'],
    ['not_an_arn', 'a trailing zero-width space', `${ARN}\u200b`],
    ['not_an_arn', 'a zero-width joiner inside', ARN.replace('key/', 'key/\u200d')],
    ['not_an_arn', 'a no-break space inside', ARN.replace(':key', ':\u00a0key')],
    ['not_an_arn', 'a right-to-left override', `\u202e${ARN}`],
    ['not_an_arn', 'a full-width colon', ARN.replace('kms:', 'kms：')],
    ['not_an_arn', 'full-width digits', ARN.replace('111122223333', '１１１１２２２２３３３３')],
    ['not_an_arn', 'upper case', ARN.toUpperCase()],
    ['not_an_arn', 'upper case in the key id', ARN.replace('1234abcd', '1234ABCD')],
    ['not_an_arn', 'an upper-case region', ARN.replace('eu-west-1', 'EU-WEST-1')],
    ['not_an_arn', 'an extra colon at the end', `${ARN}:`],
    ['not_an_arn', 'an extra colon inside', ARN.replace('kms:', 'kms::')],
    ['not_an_arn', 'two slashes', ARN.replace('key/', 'key//')],
    ['not_an_arn', 'a path after the key ID', ARN.replace('key/', 'key%2f')],
    ['not_an_arn', 'a path behind the key id', `${ARN}/..`],
    ['not_an_arn', 'a second ARN on the next line', `${ARN}\n${MULTI_REGION}`],
    ['not_an_arn', 'a second ARN after a comma', `${ARN},${MULTI_REGION}`],
    ['not_an_arn', 'a NUL at the end', `${ARN}\0`],
    ['not_an_arn', 'a NUL inside', ARN.replace('key/', 'key/\0')],
    ['not_an_arn', 'a lone surrogate', `${ARN}\ud83d`],
    ['not_an_arn', 'quotes', `"${ARN}"`],
    ['not_an_arn', '10 kB', ARN.padEnd(10_240, '0')],
    ['not_an_arn', '2 MB', 'a'.repeat(2_000_000)],
    [
      'not_an_arn',
      'a console URL',
      `https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/1234`,
    ],
    ['not_an_arn', 'an account of eleven digits', ARN.replace('111122223333', '11112222333')],
    ['not_an_arn', 'an account of thirteen digits', ARN.replace('111122223333', '1111222233334')],
    ['not_an_arn', 'no account', ARN.replace('111122223333', '')],
    ['not_an_arn', 'no region', ARN.replace('eu-west-1', '')],
    ['not_an_arn', 'a region that is a host name', ARN.replace('eu-west-1', 'us-east-1.evil.example')],
    ['not_an_arn', 'a region that is an address', ARN.replace('eu-west-1', '169.254.169.254')],
    ['not_an_arn', 'a region with a user part', ARN.replace('eu-west-1', 'x@evil-1')],
    ['not_an_arn', 'another service', ARN.replace(':kms:', ':s3:')],
    ['not_an_arn', 'no resource', 'arn:aws:kms:eu-west-1:111122223333'],
    ['not_an_arn', 'an empty key id', 'arn:aws:kms:eu-west-1:111122223333:key/'],
    ['not_an_arn', 'a key ID in another format', 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234'],
    ['not_an_arn', 'an unknown partition', ARN.replace(':aws:', ':azure:')],
    ['bare_key_id', 'a key id alone', '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['bare_key_id', 'a multi-Region key id alone', ' mrk-1234abcd12ab34cd56ef1234567890ab '],
    ['alias_arn', 'an alias ARN', 'arn:aws:kms:eu-west-1:111122223333:alias/backups'],
    ['alias_arn', 'an alias name', 'alias/backups/eu'],
    ['wrong_partition', 'a key in China', ARN.replace(':aws:', ':aws-cn:').replace('eu-west-1', 'cn-north-1')],
    [
      'wrong_partition',
      'a key in GovCloud',
      ARN.replace(':aws:', ':aws-us-gov:').replace('eu-west-1', 'us-gov-west-1'),
    ],
    [
      'wrong_partition',
      'a key in the sovereign cloud',
      ARN.replace(':aws:', ':aws-eusc:').replace('eu-west-1', 'eusc-de-east-1'),
    ],
    [
      'wrong_partition',
      'a key in an isolated partition',
      ARN.replace(':aws:', ':aws-iso-b:').replace('eu-west-1', 'us-isob-east-1'),
    ],
  ];
  it.each(refused)('returns %s for %s', (reason, _, text) => {
    expect(parseKeyArn(text)).toEqual({ ok: false, reason });
  });

  it('accepts every key ARN of the aws partition unchanged', () => {
    fc.assert(
      fc.property(keyArn, (arn) => {
        expect(parseKeyArn(arn)).toMatchObject({ ok: true, value: { arn } });
      }),
    );
  });

  it('never throws, and never accepts text that it would have to change', () => {
    const damaged = fc
      .tuple(keyArn, fc.nat(120), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(3))
      .map(([arn, at, junk, cut]) => arn.slice(0, at) + junk + arn.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), damaged), (text) => {
        const parsed = parseKeyArn(text);
        if (!parsed.ok) return;
        const { arn, region, awsAccountId, kmsKeyId } = parsed.value;
        expect(arn).toBe(text.trim());
        expect(arn).toBe(`arn:aws:kms:${region}:${awsAccountId}:key/${kmsKeyId}`);
      }),
      { numRuns: 1_000 },
    );
  });
});
