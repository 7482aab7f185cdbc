import { describe, expect, it } from 'vitest';
import { submitRefusalWords, type SubmitRefusal } from '#lib/core/form/submit-refusal.ts';
import { judgeIntake } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';

const region = (code: string, vendorAccountId: string): HostingRegion => ({
  code,
  name: code,
  vendorAccountId,
  roleArn: `arn:aws:iam::${vendorAccountId}:role/keydesk`,
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
});
const REGIONS = [region('eu-west-1', '444455556666'), region('us-east-1', '555566667777')];
const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${ID}`;

const wordsFor = (text: string): string => {
  const intake = judgeIntake(text, 'eu-west-1', REGIONS);
  if (intake.ok) throw new Error(`taken: ${intake.value.arn}`);
  return submitRefusalWords(intake).words;
};

describe('the words for a refused paste', () => {
  it.each([
    [
      'an alias ARN',
      'arn:aws:kms:eu-west-1:111122223333:alias/backup',
      /alias.*alias\/backup.*eu-west-1.*ARN of the key/,
    ],
    ['a key ID', ID, new RegExp(`key ID.*${ID}.*full ARN.*region and the account`)],
    [
      'a multi-Region key ID',
      'mrk-1234abcd12ab34cd56ef1234567890ab',
      /multi-Region key.*full ARN.*in the region in which we host/,
    ],
    ['a key of GovCloud', 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/' + ID, /partition.*arn:aws-us-gov:/],
    ['an S3 bucket', 'arn:aws:s3:::amzn-s3-demo-bucket', /S3 bucket.*Ask the customer for the key’s ARN/],
    ['capitals', ARN.toUpperCase(), /capital letters.*Ask the customer to copy the ARN/],
    [
      'our own account',
      ARN.replace('111122223333', '444455556666'),
      /our own accounts.*444455556666.*key in their account/,
    ],
    ['our account of another region', ARN.replace('111122223333', '555566667777'), /our own accounts/],
    ['another region', ARN.replace('eu-west-1', 'us-east-1'), /not in the customer’s region.*us-east-1/],
    ['a region without customers', ARN.replace('eu-west-1', 'eu-central-1'), /host no customers.*eu-central-1/],
    [
      'a console URL',
      `https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/${ID}`,
      new RegExp(`console.*${ID}.*eu-west-1.*copy the ARN`),
    ],
    ['two keys', `${ARN} ${ARN.replace('1234abcd', 'abcd1234')}`, /more than one key ARN.*Found 2.*which key/],
    ['a look-alike', ARN.replace('kms', 'кms'), /U\+043A.*Don’t correct it by hand.*copy the ARN/],
  ])('for %s name what is wrong and what to ask for', (_, text, words) => {
    expect(wordsFor(text)).toMatch(words);
  });

  it('for a name that looks like a customer’s name that customer and both ways on', () => {
    expect(submitRefusalWords({ reason: 'similar_customer', noticed: null, similar: ['Acme', 'Acne'] })).toEqual({
      field: 'customerName',
      words: 'This looks like “Acme”, “Acne”. Use that name, or add yours as another customer first, under Customers.',
    });
  });

  it('say “not the ARN of a KMS key” only where the text contains no key ARN, also no damaged one', () => {
    for (const text of [ARN.toUpperCase(), `${ARN}0`, ARN.slice(0, -1), ARN.replace('kms', 'кms'), `${ARN} ${ARN}1`])
      expect(wordsFor(text)).not.toContain('This is not the ARN of a KMS key.');
    expect(wordsFor('our key')).toContain('This is not the ARN of a KMS key.');
  });

  it('H16 say nothing of the text where another customer holds the key or it is already registered', () => {
    const refusals: SubmitRefusal[] = [
      { reason: 'key_held_by_another_customer', noticed: null },
      { reason: 'already_submitted', noticed: null },
    ];
    for (const refusal of refusals) expect(submitRefusalWords(refusal).words).not.toMatch(/The text names|\d{12}/);
  });
});
