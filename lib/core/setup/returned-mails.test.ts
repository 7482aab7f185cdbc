import { describe, expect, it } from 'vitest';
import type { Expected } from './returned.ts';
import {
  ARN,
  arnIn,
  described,
  foundOf,
  IRELAND,
  KEY_ID,
  MULTI_REGION_ID,
  ONE_LINE,
  ONE_REGION_TWICE,
  OREGON,
  OREGON_ARN,
  OTHER_ARN,
  OTHER_KEY_ID,
  OWNER,
  returnedOf,
  line,
  setup,
  STRANGER,
  TWO_REGIONS,
} from './returned.test-support.ts';

/** The lines of instructions that we sent, as a mail program quotes them. */
const OUR_INSTRUCTIONS = `> Hello Jane,
> please create the key in the region of your workspace.
> | workspace | region | our account |
> | prod-eu | eu-west-1 | 444455556666 |
> "Principal": { "AWS": "arn:aws:iam::444455556666:root" }
> Then send us its ARN: arn:aws:kms:eu-west-1:<your account>:key/<key ID>
> Example: arn:aws:kms:eu-west-1:123456789012:key/0000aaaa-00aa-00aa-00aa-000000000000`;
const EXAMPLE = 'arn:aws:kms:eu-west-1:123456789012:key/0000aaaa-00aa-00aa-00aa-000000000000';
const WITH_EXAMPLE: Expected = { ...ONE_LINE, ownExamples: [EXAMPLE] };

type Mail = [
  title: string,
  text: string,
  expected: Expected,
  found: (string | readonly string[])[],
  refused?: string[],
];

const UNDERSTOOD: Mail[] = [
  ['one ARN and nothing else', ARN, ONE_LINE, [ARN]],
  [
    'a mail with greeting and signature',
    `Hi all,\n\nour key for backups is ${ARN}.\nThe region is eu-west-1.\n\nBest regards\nJane Doe\nCloud Engineer | Northwind GmbH\nTel. +49 30 1234567890\nwww.northwind.example`,
    ONE_LINE,
    [ARN],
  ],
  [
    'two ARNs of two regions in a list',
    `Hello,\n- Oregon: ${OREGON_ARN}\n- Ireland: ${ARN}\nThanks`,
    TWO_REGIONS,
    [ARN, OREGON_ARN],
  ],
  [
    'a table with our own accounts in it',
    `| workspace | region | vendor account | key ARN |\n|---|---|---|---|\n| prod-eu | eu-west-1 | 444455556666 | ${ARN} |\n| prod-us | us-west-2 | 555566667777 | ${OREGON_ARN} |`,
    TWO_REGIONS,
    [ARN, OREGON_ARN],
  ],
  [
    'tab-separated cells of a sheet',
    `prod-eu\teu-west-1\t${ARN}\r\nprod-us\tus-west-2\t${OREGON_ARN}\r\n`,
    TWO_REGIONS,
    [ARN, OREGON_ARN],
  ],
  [
    'an answer above our quoted instructions',
    `Here it is: ${ARN}\n\nOn Mon, 23 Nov 2026 at 10:00, Ann Vendor <ann@vendor.example> wrote:\n${OUR_INSTRUCTIONS}`,
    WITH_EXAMPLE,
    [ARN],
  ],
  [
    'answers between our quoted lines',
    `${OUR_INSTRUCTIONS}\n\n${ARN}\n\n> Which region?\nIreland`,
    WITH_EXAMPLE,
    [ARN],
  ],
  [
    'an answer above an older message of Outlook with another ARN',
    `Sorry, the other key was wrong. Please use ${ARN}\n\nFrom: Jane Doe\nSent: Monday, 23 November 2026 10:00\nTo: Ann\nSubject: key\n\nOur key is ${OTHER_ARN}`,
    ONE_LINE,
    [ARN],
  ],
  [
    'a whole message with its own headers',
    `From: Jane Doe <jane@northwind.example>\nSent: Monday, 23 November 2026 10:00\nTo: Ann <ann@vendor.example>\nSubject: RE: your key\n\nHi Ann, ${ARN}`,
    ONE_LINE,
    [ARN],
  ],
  [
    'a forwarded message',
    `FYI, see below.\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@northwind.example>\nDate: Mon, Nov 23, 2026\nSubject: key\nTo: <ae@vendor.example>\n\nOur key: ${ARN}`,
    ONE_LINE,
    [ARN],
  ],
  [
    'describe-key as the command line prints it',
    `$ aws kms describe-key --key-id ${KEY_ID} --region eu-west-1\n${described(ARN)}`,
    ONE_LINE,
    [ARN],
  ],
  [
    'describe-key as a table',
    `||  Arn  |  ${ARN}  ||\n||  KeyId |  ${KEY_ID} ||\n||  AWSAccountId  |  ${OWNER} ||`,
    ONE_LINE,
    [ARN],
  ],
  [
    'an ARN beside its alias, its ID and its account',
    `alias/backup, key ID ${KEY_ID}, account ${OWNER}: ${ARN}`,
    ONE_LINE,
    [ARN],
  ],
  ['an ARN whose alias stands in a line of its own', `Alias: alias/backup\nARN: ${ARN}`, ONE_LINE, [ARN]],
  [
    'an ARN that is broken between its lines',
    `Our key:\n${ARN.slice(0, 72)}\n${ARN.slice(72)}\nThanks`,
    ONE_LINE,
    [ARN],
  ],
  [
    'an ARN with a soft line break in its last group',
    `Our key is ${ARN.slice(0, 70)}=\n${ARN.slice(70)} in Ireland`,
    ONE_LINE,
    [ARN],
  ],
  [
    'an ARN with soft line breaks of mail',
    `Our key is ${ARN.slice(0, 50)}=\n${ARN.slice(50)} in Ireland`,
    ONE_LINE,
    [ARN],
  ],
  ['an ARN with invisible characters', `\u200b${ARN.slice(0, 20)}\u200b${ARN.slice(20)}\u00a0`, ONE_LINE, [ARN]],
  ['HTML as a mail program copies it', `<p>Key:&nbsp;<b>${ARN}</b></p>`, ONE_LINE, [ARN]],
  ['the same ARN three times', `${ARN}\n${ARN}, I repeat: ${ARN}`, ONE_LINE, [ARN]],
  [
    'a console address that holds the ARN',
    `https://eu-west-1.console.aws.amazon.com/kms/home#/kms/keys/${ARN}`,
    ONE_LINE,
    [ARN],
  ],
  ['terraform output', `backup_key_arn = "${ARN}"\nregion = "eu-west-1"`, ONE_LINE, [ARN]],
  [
    'a multi-Region key whose replica is meant',
    described(arnIn('eu-central-1', MULTI_REGION_ID), {
      MultiRegionConfiguration: { ReplicaKeys: [{ Arn: arnIn('eu-west-1', MULTI_REGION_ID), Region: 'eu-west-1' }] },
    }),
    ONE_LINE,
    [arnIn('eu-west-1', MULTI_REGION_ID)],
    ['related_multi_region_key'],
  ],
  [
    'a ticket with our instructions below the line to reply above',
    `${ARN}\n\n##- Please type your reply above this line -##\nExample: ${EXAMPLE}\n${OTHER_ARN}`,
    ONE_LINE,
    [ARN],
  ],
  [
    'a German answer above an older message',
    `Unser Schlüssel: ${ARN}\nRegion Irland\n\nVon: Ann Vendor\nGesendet: Montag, 23. November 2026 10:00\nAn: Jane\nBetreff: Schlüssel\n\nBeispiel: ${EXAMPLE}`,
    ONE_LINE,
    [ARN],
  ],
  ['what list-keys prints', JSON.stringify({ Keys: [{ KeyId: KEY_ID, KeyArn: ARN }] }), ONE_LINE, [ARN]],
  [
    'the general configuration of the console',
    `General configuration\nAlias\nbackup\nARN\n${ARN}\nStatus\nEnabled\nRegionality\nSingle Region`,
    ONE_LINE,
    [ARN],
  ],
  ['the ARN that we have already', `As I said: ${ARN}`, setup(line('eu-west-1', 'prod-eu', { arn: ARN })), ['again']],
  [
    'only the ARN that is missing',
    OREGON_ARN,
    setup(line('eu-west-1', 'prod-eu', { arn: ARN }), line('us-west-2', 'prod-us')),
    ['nothing', OREGON_ARN],
  ],
];

const TO_BE_ASKED: Mail[] = [
  ['two ARNs for one workspace', `${OTHER_ARN} or ${ARN}?`, ONE_LINE, [['several', ARN, OTHER_ARN]]],
  [
    'one ARN for two workspaces of one region',
    ARN,
    ONE_REGION_TWICE,
    [
      ['choose', ARN],
      ['choose', ARN],
    ],
  ],
  [
    'two ARNs for two workspaces of one region',
    `test ${OTHER_ARN}\nprod ${ARN}`,
    ONE_REGION_TWICE,
    [
      ['choose', ARN, OTHER_ARN],
      ['choose', ARN, OTHER_ARN],
    ],
  ],
  [
    'another ARN than the one received',
    OTHER_ARN,
    setup(line('eu-west-1', 'prod-eu', { arn: ARN })),
    [['differs', OTHER_ARN]],
  ],
  ['an ARN in quoted lines only', `FYI\n> Our key is ${ARN}`, ONE_LINE, [['quoted', ARN]]],
];

const REFUSED: Mail[] = [
  [
    'a region where we host nobody',
    `We created ${arnIn('eu-central-1')}`,
    ONE_LINE,
    ['nothing'],
    ['region_not_hosted'],
  ],
  ['a region that is not part of the setup', OREGON_ARN, ONE_LINE, ['nothing'], ['region_not_in_setup']],
  [
    'a key in our own account',
    arnIn('eu-west-1', KEY_ID, IRELAND.vendorAccountId),
    ONE_LINE,
    ['nothing'],
    ['vendor_account_key'],
  ],
  [
    'a key in our account of another region',
    arnIn('eu-west-1', KEY_ID, OREGON.vendorAccountId),
    ONE_LINE,
    ['nothing'],
    ['vendor_account_key'],
  ],
  ['an alias', 'Please use alias/backup-key', ONE_LINE, ['nothing'], ['alias_arn']],
  ['an alias ARN', `arn:aws:kms:eu-west-1:${OWNER}:alias/backup`, ONE_LINE, ['nothing'], ['alias_arn']],
  ['the alias of an AWS managed key', 'We want to use alias/aws/ebs', ONE_LINE, ['nothing'], ['aws_managed_alias']],
  ['a bare key ID', `The key is ${KEY_ID} in eu-west-1`, ONE_LINE, ['nothing'], ['bare_key_id']],
  ['the ID of a multi-Region key', MULTI_REGION_ID, ONE_LINE, ['nothing'], ['multi_region_key_id']],
  [
    'a console address',
    `https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/${KEY_ID}/keyPolicy`,
    ONE_LINE,
    ['nothing'],
    ['console_address'],
  ],
  [
    'a key in GovCloud',
    `arn:aws-us-gov:kms:us-gov-west-1:${OWNER}:key/${KEY_ID}`,
    ONE_LINE,
    ['nothing'],
    ['wrong_partition'],
  ],
  ['an ARN that is cut off', `Key: ${ARN.slice(0, -3)}\nThanks, Jane`, ONE_LINE, ['nothing'], ['damaged_arn']],
  [
    'an ARN that only a word of the next line completes',
    `Key: ${ARN.slice(0, -3)}\nbad luck`,
    ONE_LINE,
    ['nothing'],
    ['damaged_arn'],
  ],
  ['an ARN with a Cyrillic letter', ARN.replace('key', 'kеy'), ONE_LINE, ['nothing'], ['damaged_arn']],
  ['an ARN in capitals', ARN.toUpperCase(), ONE_LINE, ['nothing'], ['damaged_arn']],
  ['an S3 bucket', 'arn:aws:s3:::amzn-s3-demo-bucket', ONE_LINE, ['nothing'], ['other_arn']],
  ['an account alone', `Our account is ${STRANGER}.`, ONE_LINE, ['nothing'], ['account_alone']],
  ['an account as the console shows it', 'Account ID: 9999-8888-7777', ONE_LINE, ['nothing'], ['account_alone']],
  ['our own example', EXAMPLE, WITH_EXAMPLE, ['nothing'], ['own_example']],
  ['our own placeholder', 'arn:aws:kms:eu-west-1:<your account>:key/<key ID>', ONE_LINE, ['nothing'], ['placeholder']],
  ['a placeholder in words', 'arn:aws:kms:REGION:ACCOUNT_ID:key/KEY_ID', ONE_LINE, ['nothing'], ['placeholder']],
  ['an AWS managed key', described(ARN, { KeyManager: 'AWS' }), ONE_LINE, ['nothing'], ['aws_managed_key']],
  [
    'a key for signing',
    described(ARN, { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' }),
    ONE_LINE,
    ['nothing'],
    ['not_for_encryption'],
  ],
  [
    'one right ARN and one of a wrong region',
    `${ARN}\n${arnIn('eu-central-1', OTHER_KEY_ID)}`,
    ONE_LINE,
    [ARN],
    ['region_not_hosted'],
  ],
  [
    'what list-aliases prints',
    JSON.stringify(
      {
        Aliases: [
          { AliasName: 'alias/backup', AliasArn: `arn:aws:kms:eu-west-1:${OWNER}:alias/backup`, TargetKeyId: KEY_ID },
        ],
      },
      null,
      2,
    ),
    ONE_LINE,
    ['nothing'],
    ['alias_arn', 'bare_key_id'],
  ],
  [
    'a key ID with account and region in lines of their own',
    `Key ID: ${KEY_ID}\nAccount: ${STRANGER}\nRegion: eu-west-1`,
    ONE_LINE,
    ['nothing'],
    ['bare_key_id'],
  ],
];

describe('a customer’s answer', () => {
  it.each([...UNDERSTOOD, ...TO_BE_ASKED, ...REFUSED])(
    'is understood, or refused with its reason: %s',
    (_, text, expected, found, refused = []) => {
      const returned = returnedOf(text, expected);
      expect(expected.lines.map((_line, at) => foundOf(returned, at))).toEqual(found);
      expect(returned.refused.map(({ reason }) => reason)).toEqual(refused);
    },
  );
});
