import { describe, expect, it } from 'vitest';
import { FOUR_REGIONS } from './instructions.test-support.ts';
import { answeredSetup } from './returned-follow-up.ts';
import { ARN, line, OREGON_ARN, OTHER_ARN, policyFor, printed, returnedOf } from './returned.test-support.ts';
import type { Expected, ExpectedLine } from './returned.ts';
import { missingText, type SetupTextInput } from './setup-texts.ts';

const vendorIn = (region: string): string => FOUR_REGIONS.find(({ code }) => code === region)?.vendorAccountId ?? '';
const [IRISH, OREGONIAN] = [vendorIn('eu-west-1'), vendorIn('us-west-2')];
const NO_DATA_KEY = { use: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'] };

const textLine = (given: Partial<SetupTextInput['lines'][number]> = {}): SetupTextInput['lines'][number] => ({
  lineId: 'prod-eu',
  workspaceName: 'prod-eu',
  region: 'eu-west-1',
  arn: null,
  awsAccountId: null,
  policyReceived: false,
  ownershipProven: false,
  grantStatement: null,
  policyGap: null,
  keyFails: false,
  checks: null,
  cleared: false,
  ...given,
});
const textInput = (...lines: SetupTextInput['lines']): SetupTextInput => ({
  customerName: 'Larkspur Freight',
  contactName: 'Dana Ruiz',
  timeZone: null,
  lines,
  contacts: 2,
  code: null,
  regions: FOUR_REGIONS,
  checkEveryMinutes: 15,
});
const bodyOf = (...given: Parameters<typeof missingText>): string => {
  const made = missingText(...given);
  if (!made.ok) throw new Error(made.reason);
  return made.value.body;
};
/** The follow-up about an answer for one workspace in Ireland. */
const about = (answer: string, given: Partial<ExpectedLine> = {}, stored = {}): string => {
  const expected: Expected = {
    lines: [line('eu-west-1', 'prod-eu', given)],
    regions: FOUR_REGIONS,
    contactsKnown: ['a@larkspur.example', 'b@larkspur.example'],
  };
  return bodyOf(
    textInput(textLine({ arn: given.arn ?? null, ...stored })),
    answeredSetup(returnedOf(answer, expected), expected),
  );
};
const times = (body: string, words: string): number => body.split(words).length - 1;

describe('the follow-up about an answer', () => {
  it('is one whole message: what is wrong with the answer, what is missing, and that no job may be created yet', () => {
    const body = about(`Hello, our key: ${OREGON_ARN}`);
    expect(body).toMatch(/^Hello Dana Ruiz,/);
    expect(times(body, `You sent ${OREGON_ARN}.`)).toBe(1);
    expect(body).toContain(
      'workspace prod-eu: the ARN of the key, a confirmation that the key is in eu-west-1 and the policy',
    );
    expect(body).toMatch(/aws kms get-key-policy --region eu-west-1 --key-id "\$KEY_ARN" --policy-name default/);
    expect(body).toContain('Please do not create a backup job');
    expect(body).toContain('reply to this ticket');
  });

  it.each([
    `Account 999988887777`,
    ARN.slice(0, -3),
    ARN.toUpperCase(),
    ARN.replace('key/', 'kеy/'),
    'arn:aws:iam::111122223333:role/admin',
    'arn:aws:kms:eu-west-1:111122223333:alias/backup',
    'arn:aws:kms:eu-west-1:<account>:key/<key>',
    `https://111122223333-abc.us-west-2.console.aws.amazon.com/kms/home?region=us-west-2#/kms/keys/x`,
    ARN.replace('111122223333', IRISH),
    `arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  ])('can be made whatever wrong identifier came: %s', (text) => {
    expect(about(text)).toContain('You sent ');
  });

  it('counts what the answer brought, also before it is taken in', () => {
    const body = about(`Our key in eu-west-1: ${ARN}`);
    expect(body).not.toMatch(/the ARN of the key|a confirmation/);
    expect(body).toContain(`--key-id ${ARN}`);
  });

  it('says once what a policy lacks, and asks for no policy beside that', () => {
    const body = about(`In eu-west-1: ${ARN}\n${printed(policyFor(IRISH, NO_DATA_KEY))}`);
    expect(times(body, 'kms:GenerateDataKeyWithoutPlaintext')).toBe(1);
    expect(times(body, 'send us the policy again')).toBe(1);
    expect(body).not.toMatch(/the policy of the key\.|get-key-policy|we still need/);
    const misnamed = about(`In eu-west-1: ${ARN}\n${printed(policyFor(OREGONIAN))}`);
    expect(misnamed).toContain(`It names the AWS account ${OREGONIAN}. In eu-west-1, our account is ${IRISH}`);
  });

  it('asks once which of several keys is meant, and for a policy that could not be read', () => {
    const several = about(`In eu-west-1: ${ARN} or ${OTHER_ARN}`);
    expect(several).toContain('which of these keys');
    expect(several).toContain('workspace prod-eu: the policy of the key.');
    const cut = about(`In eu-west-1: ${ARN}\n${printed(policyFor(IRISH)).slice(0, -9)}`);
    expect(cut).toContain('We could not read the policy of the key in eu-west-1 that you sent.');
    expect(cut).toContain('the policy of the key.');
  });

  it('does not repeat what an earlier policy lacked once the answer holds another', () => {
    const stored = {
      policyReceived: true,
      grantStatement: false,
      policyGap: { missingActions: ['GenerateDataKey'], otherRegion: null },
      ownershipProven: true,
    } as const;
    const fixed = `${ARN}\n${printed(policyFor(IRISH, NO_DATA_KEY))}`;
    const body = about(fixed, { arn: ARN, policyRead: true, regionConfirmed: true }, stored);
    expect(times(body, 'send us the policy again')).toBe(1);
  });
});

describe('what is missing', () => {
  const complete = { arn: ARN, awsAccountId: '111122223333', policyReceived: true, ownershipProven: true } as const;

  it('names the permission that the last pasted policy lacks, and the account that it should name', () => {
    const lacks = textLine({
      ...complete,
      grantStatement: true,
      policyGap: { missingActions: ['GenerateDataKey'], otherRegion: null },
    });
    expect(bodyOf(textInput(lacks))).toContain(
      `workspace prod-eu: a change of the key policy. It does not allow our account ${IRISH}: kms:GenerateDataKey. Please change it`,
    );
    const misnamed = textLine({
      ...complete,
      grantStatement: false,
      policyGap: { missingActions: ['GenerateDataKey'], otherRegion: 'us-west-2' },
    });
    expect(bodyOf(textInput(misnamed))).toContain(`It names the AWS account ${OREGONIAN}.`);
  });

  it('names the statement for grants where the pasted policy lacks it', () => {
    expect(bodyOf(textInput(textLine({ ...complete, grantStatement: false })))).toContain('grants for AWS services');
  });

  it('does not leave out a workspace whose key fails the tests', () => {
    const fails = textLine({ ...complete, grantStatement: true, keyFails: true });
    const other = textLine({ lineId: 'b', workspaceName: 'prod-us', region: 'us-west-2' });
    const body = bodyOf(textInput(fails, other));
    expect(body).toContain('workspace prod-eu: a correction of the key. Our tests of it failed');
    expect(body).toContain('workspace prod-us: the ARN of the key');
  });

  it('is nothing where the policy has everything and the tests pass', () => {
    expect(missingText(textInput(textLine({ ...complete, grantStatement: true })))).toEqual({
      ok: false,
      reason: 'nothing_missing',
    });
  });
});
