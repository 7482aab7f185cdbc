import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_ANSWER, readReturned } from './returned-reading.ts';
import { foundWords, missingWords, NOTHING_RETURNED, refusedWords } from './returned-words.ts';
import { policyWords } from './returned-policy-words.ts';
import {
  answered,
  ARN,
  arnIn,
  described,
  IRELAND,
  KEY_ID,
  line,
  MULTI_REGION_ID,
  ONE_LINE,
  ONE_REGION_TWICE,
  OREGON,
  OREGON_ARN,
  OTHER_ARN,
  OTHER_KEY_ID,
  policyFor,
  printed,
  returnedOf,
  setup,
  STRANGER,
  TWO_REGIONS,
} from './returned.test-support.ts';

const COMPLETE = `Hi, we are in eu-west-1.\n${ARN}\n${printed(policyFor(IRELAND.vendorAccountId))}\nJane Doe <jane@northwind.example>\nJo Poe <jo@northwind.example>`;

describe('two workspaces of one region', () => {
  const suggestedOf = (text: string): unknown[] =>
    returnedOf(text, ONE_REGION_TWICE).lines.map(({ found }) =>
      found.kind === 'choose' ? found.suggested : found.kind,
    );

  it('are never filled by Keydesk, which only suggests the ARN beside a workspace’s name', () => {
    expect(suggestedOf(`| prod-eu | ${ARN} |\n| test-eu | ${OTHER_ARN} |`)).toEqual([ARN, OTHER_ARN]);
    expect(suggestedOf(`prod-eu and test-eu: ${ARN}`)).toEqual([null, null]);
    expect(suggestedOf(`prod-eu-2: ${ARN}`)).toEqual([null, null]);
    expect(suggestedOf(`prod-eu: ${ARN}\nprod-eu: ${OTHER_ARN}`)).toEqual([null, null]);
  });

  it('keep the ARN that one of them has', () => {
    const half = setup(line('eu-west-1', 'prod-eu', { arn: ARN }), line('eu-west-1', 'test-eu'));
    expect(returnedOf(`${ARN}\n${OTHER_ARN}`, half).lines.map(({ found }) => found.kind)).toEqual(['again', 'choose']);
    expect(returnedOf(OTHER_ARN, half).lines.map(({ found }) => found.kind)).toEqual(['nothing', 'choose']);
    expect(returnedOf(ARN, half).lines.map(({ found }) => found.kind)).toEqual(['again', 'nothing']);
  });
});

describe('the quoted part', () => {
  const text = `FYI\n> Our key in eu-west-1: ${ARN}\n> ${JSON.stringify(policyFor(IRELAND.vendorAccountId))}\n> Jane Doe <jane@northwind.example>`;

  it('counts as the answer only where a person says so', () => {
    expect(returnedOf(text).lines[0]).toMatchObject({
      found: { kind: 'quoted' },
      policy: { kind: 'not_pasted' },
      namesRegion: false,
    });
    const theirs = returnedOf(text, { ...ONE_LINE, quotedIsTheirs: true });
    expect(theirs.lines[0]).toMatchObject({
      found: { kind: 'arn' },
      policy: { kind: 'read', uses: 'complete' },
      namesRegion: true,
    });
    expect(theirs.contacts).toHaveLength(1);
  });
});

describe('contacts in an answer', () => {
  it.each([
    ['Jane Doe <jane@northwind.example>', 'Jane Doe'],
    ['"Jane Doe" <jane@northwind.example>', 'Jane Doe'],
    ['Jane Doe (jane@northwind.example)', 'Jane Doe'],
    ['Jane Doe, jane@northwind.example', 'Jane Doe'],
    ['| Jane Doe | jane@northwind.example |', 'Jane Doe'],
    ['Jane Doe\tjane@northwind.example', 'Jane Doe'],
    ['Contact 1: Jane Doe - jane@northwind.example', 'Jane Doe'],
    ['Security contact: Jane Doe, jane@northwind.example', 'Jane Doe'],
    ['jane@northwind.example (Jane Doe)', 'Jane Doe'],
    ['jane@northwind.example | Jane Doe', 'Jane Doe'],
    ['Zoë van der Berg <jane@northwind.example>', 'Zoë van der Berg'],
    ['Jane Doe [mailto:jane@northwind.example]', 'Jane Doe'],
    ['Jane Doe | Cloud Engineer | jane@northwind.example', 'Jane Doe'],
    ['- Jane Doe (Security Lead), jane@northwind.example, +49 30 1234567', 'Jane Doe'],
    ['Name: Jane Doe  Email: jane@northwind.example', 'Jane Doe'],
    ['our contact is jane@northwind.example', null],
    ['E-Mail: JANE@northwind.example', null],
  ])('are suggested with the name that stands beside the address: %s', (text, name) => {
    expect(returnedOf(text).contacts).toEqual([{ name, email: 'jane@northwind.example' }]);
  });

  it('are never taken from headers, quoted lines or machines', () => {
    const text = `From: Ann <ann@vendor.example>\nTo: Jane <jane@northwind.example>\n\n${ARN}\nno-reply@northwind.example\nOn Mon, Ann <ann@vendor.example> wrote:\n> Bob <bob@vendor.example>`;
    expect(returnedOf(text).contacts).toEqual([]);
    const broken = `${ARN}\n\nOn Mon, 23 Nov 2026 at 10:00, Ann Vendor <ann@vendor.example>\nwrote:\n> a\nAm 23. Nov. 2026 schrieb Ann Vendor <\nann@vendor.example>:\n> b`;
    expect(returnedOf(broken).contacts).toEqual([]);
  });
});

describe('the region in an answer', () => {
  it.each([
    ['We confirm eu-west-1.', true],
    ['Region: EU-WEST-1', true],
    ['Yes, Europe (Ireland)', true],
    [ARN, false],
    [`aws kms describe-key --region eu-west-1 --key-id ${KEY_ID}`, false],
    [described(ARN, { Region: 'eu-west-1' }), false],
    ['Region: Ireland', true],
    ['Jane Doe, Cork, Ireland', false],
    ['Are we in eu-west-1 or where?', false],
    ['See s3.eu-west-1.amazonaws.com', false],
    ['We are not in eu-west-1, we use us-west-2.', false],
    ['> eu-west-1\nyes please, us-west-2', false],
  ])('counts as confirmed only where the words name it: %s', (text, confirmed) => {
    expect(returnedOf(`${text}\njo@northwind.example`).lines[0]?.namesRegion).toBe(confirmed);
  });

  it('that is not part of the setup is told', () => {
    expect(returnedOf('We host in eu-central-1 and us-west-2.').otherRegionsNamed).toEqual([
      'eu-central-1',
      'us-west-2',
    ]);
  });
});

describe('what is still missing', () => {
  const missing = (text: string, expected = ONE_LINE): string[] =>
    returnedOf(text, expected).missing.map(({ kind }) => kind);

  it('is nothing after a complete answer', () => {
    expect(missing(COMPLETE)).toEqual([]);
  });

  it.each([
    [ARN, ['region', 'policy', 'contacts']],
    [`eu-west-1: ${KEY_ID}`, ['arn', 'policy', 'contacts']],
    [`eu-west-1: ${ARN} ${OTHER_ARN}`, ['which_arn', 'policy', 'contacts']],
    [`eu-west-1: ${ARN}\n${printed(policyFor(OREGON.vendorAccountId))}`, ['policy_change', 'contacts']],
    [`eu-west-1: ${ARN}\n${printed(policyFor(IRELAND.vendorAccountId)).slice(0, -9)}`, ['policy', 'contacts']],
  ])('names only what the answer lacks: %#', (text, kinds) => {
    expect(missing(text)).toEqual(kinds);
  });

  it('counts what came before', () => {
    const later = {
      ...setup(line('eu-west-1', 'prod-eu', { arn: ARN, policyRead: true, regionConfirmed: true })),
      contactsKnown: ['Jane@northwind.example'],
    };
    const { missing: left } = returnedOf('jane@northwind.example', later);
    expect(left).toEqual([{ kind: 'contacts', count: 1 }]);
    expect(left.map(missingWords)).toEqual(['one more contact for this key: name and e-mail address']);
  });

  it('is listed for each workspace', () => {
    const { missing: left } = returnedOf(`us-west-2: ${OREGON_ARN}`, TWO_REGIONS);
    expect(left.map(missingWords)).toEqual([
      'the ARN of the key for the workspace prod-eu in eu-west-1',
      'a confirmation that prod-eu is hosted in eu-west-1',
      'the policy of the key in eu-west-1, as aws kms get-key-policy prints it',
      'the policy of the key in us-west-2, as aws kms get-key-policy prints it',
      '2 contacts for this key: names and e-mail addresses',
    ]);
  });
});

const REFUSED = [
  `${arnIn('eu-central-1')} ${OREGON_ARN} ${arnIn('eu-west-1', KEY_ID, OREGON.vendorAccountId)}`,
  `arn:aws-cn:kms:cn-north-1:111122223333:key/${KEY_ID}\n${ARN.slice(0, -1)}\n${ARN.toUpperCase()}`,
  `alias/backup\nalias/aws/s3\n${OTHER_KEY_ID}\n${MULTI_REGION_ID}`,
  `Account ${STRANGER}`,
  `https://us-west-2.console.aws.amazon.com/kms/home?region=us-west-2#/kms/keys/${KEY_ID}`,
  'arn:aws:iam::111122223333:role/admin\narn:aws:kms:eu-west-1:<account>:key/<key>',
  described(ARN, { KeyManager: 'AWS' }),
  described(ARN, { KeyUsage: 'SIGN_VERIFY' }),
  `${arnIn('eu-central-1', MULTI_REGION_ID)}\n${arnIn('eu-west-1', MULTI_REGION_ID)}`,
].flatMap((text) => returnedOf(text).refused);

describe('the words', () => {
  it('of every refusal say what was sent, why it is not used, and what to send', () => {
    expect(new Set(REFUSED.map(({ reason }) => reason)).size).toBe(16);
    for (const refused of REFUSED) {
      const { staff, customer } = refusedWords(refused);
      expect(staff.startsWith(`${refused.as}: `)).toBe(true);
      if (refused.reason !== 'related_multi_region_key') expect(customer).toMatch(/Please/);
    }
  });

  it('H6 to a customer quote what they sent and name nothing else that is theirs or ours', () => {
    const texts = [
      ...REFUSED.map((refused) => ({ sent: refused.as, customer: refusedWords(refused).customer })),
      ...returnedOf(`${ARN} ${OTHER_ARN}`).lines.map((one) => ({
        sent: `${ARN}${OTHER_ARN}`,
        customer: foundWords(one)?.customer ?? null,
      })),
      ...returnedOf(ARN, ONE_REGION_TWICE).lines.map((one) => ({
        sent: ARN,
        customer: foundWords(one)?.customer ?? null,
      })),
    ];
    for (const { sent, customer } of texts) {
      if (customer === null) continue;
      expect(customer).toMatch(/^You sent/);
      const named = customer.match(/arn:aws\S*:key\/[\w-]+|\d{12}/g) ?? [];
      expect(named.filter((one) => !sent.includes(one))).toEqual([]);
      expect(customer).not.toMatch(/n[’']t\b/);
    }
  });

  it('H16 of an answer say nothing of the state of a key, although the customer’s output holds it', () => {
    const returned = returnedOf(described(ARN, { KeyState: 'PendingDeletion', DeletionDate: 1_791_331_200 }));
    const words = returned.lines.map((one) => [foundWords(one), policyWords(one, ONE_LINE)]);
    expect(JSON.stringify([returned, words])).not.toMatch(/PendingDeletion|Enabled|1791331200|2026-10/);
  });
});

describe('reading an answer', () => {
  it.each([
    ['empty', ' \n\t'],
    ['too_long', 'a'.repeat(LONGEST_ANSWER + 1)],
    ['nothing_recognized', 'Thank you, we will look into it next week.'],
    [
      'only_quoted_text',
      '> Please send us arn:aws:kms:eu-west-1:<account>:key/<key ID>\n> Region: eu-west-1, account 444455556666',
    ],
  ] as const)('says so where there is nothing to read: %s', (reason, text) => {
    expect(readReturned(text, ONE_LINE)).toEqual({ ok: false, reason });
    expect(NOTHING_RETURNED[reason]).toMatch(/Paste/);
  });

  it('H6 keeps nothing of the text but identifiers and readings', () => {
    const secrets = ['Payroll', 'Jo', 'Hush', 'key-consolepolicy-3', 'Enable IAM'];
    const text = `Hush, this is a secret.\n${described(ARN)}\n${answered(policyFor(IRELAND.vendorAccountId))}\nhttps://eu-west-1.console.aws.amazon.com/kms/home?token=Hush#/kms/keys/${OTHER_KEY_ID}\n${ARN.slice(0, -2)} Hush`;
    const kept = JSON.stringify(returnedOf(text, TWO_REGIONS));
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  });

  const LINES = [
    'Hello Ann,',
    'we confirm eu-west-1',
    `our key: ${ARN}`,
    `or rather ${OTHER_ARN}`,
    `Oregon ${OREGON_ARN}`,
    arnIn('eu-central-1'),
    ARN.slice(0, -3),
    'bad luck, decade',
    'bad, really',
    ARN.toUpperCase(),
    arnIn('us-west-2', KEY_ID, IRELAND.vendorAccountId),
    `alias/backup in us-west-2`,
    `alias/aws/ebs`,
    OTHER_KEY_ID,
    `Account ${STRANGER}`,
    `> ${arnIn('eu-west-1', '0000aaaa-00aa-00aa-00aa-000000000000')}`,
    '> eu-west-1 | 444455556666',
    `https://us-west-2.console.aws.amazon.com/kms/home?region=us-west-2#/kms/keys/${KEY_ID}`,
    'Jane Doe <jane@northwind.example>',
    'jane@northwind.example (Doe, Jane)',
    'Jo Poe, jo@northwind.example',
    JSON.stringify(policyFor(IRELAND.vendorAccountId)),
    described(ARN).replaceAll(/\s*\n\s*/g, ' '),
    'arn:aws:kms:eu-west-1:<account>:key/<key>',
    '',
    '-- ',
  ];

  it('gives the same whatever order the lines stand in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(LINES, { minLength: 1 }), (lines) => {
        for (const expected of [ONE_LINE, ONE_REGION_TWICE])
          expect(readReturned(lines.join('\n'), expected)).toEqual(readReturned(lines.toSorted().join('\n'), expected));
      }),
      { numRuns: 500 },
    );
  });

  const FRAGMENTS = [
    ...LINES,
    '\n',
    '\n> ',
    '{',
    '}',
    '"',
    '[',
    ']',
    'arn:',
    'arn:aws:kms:',
    ':key/',
    '@',
    '<',
    '|',
    'Statement',
    '"Statement":',
    '\\"',
    'From: a\nTo: b\n',
    '\u200b',
    'console.aws.amazon.com',
    '--region ',
    printed(policyFor(IRELAND.vendorAccountId)),
  ];

  it('never throws, and gives no ARN that was not sent', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 30 })
        .map((parts) => parts.join('')),
    );
    const plain = (given: string): string => given.replaceAll(/[\s>|=]|\p{Default_Ignorable_Code_Point}|\p{Cc}/gu, '');
    fc.assert(
      fc.property(text, (given) => {
        const read = readReturned(given, TWO_REGIONS);
        if (!read.ok) return;
        for (const { found } of read.value.lines)
          if (found.kind === 'arn') expect(plain(given)).toContain(found.arn.arn);
        for (const refused of read.value.refused) refusedWords(refused);
        for (const one of read.value.lines) {
          foundWords(one);
          policyWords(one, TWO_REGIONS);
        }
      }),
      { numRuns: 400 },
    );
  });
});
