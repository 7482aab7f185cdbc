import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticedWords } from '#lib/core/key/intake-words.ts';
import { readPastedIdentifier, type PastedRefusal } from '#lib/core/key/pasted-identifier.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:eu-west-1:111122223333:key/${ID}`;
const OTHER = `arn:aws:kms:us-west-2:111122223333:key/${ID}`;
const MULTI_REGION_ID = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const CONSOLE = `console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys/${ID}`;

const readArn = (text: string): string | null => {
  const read = readPastedIdentifier(text);
  return read.ok ? read.value.arn : null;
};
const refusalOf = (text: string): { reason: PastedRefusal; words: string | null } | null => {
  const read = readPastedIdentifier(text);
  return read.ok ? null : { reason: read.reason, words: noticedWords(read.noticed) };
};

describe('a paste with one key ARN', () => {
  it.each([
    ['white space around it', ` \t${ARN}\r\n`],
    ['straight quotes', `'${ARN}'`],
    ['quotes and a comma', `"${ARN}",`],
    ['typographic quotes', `“${ARN}”`],
    ['single typographic quotes', `‘${ARN}’`],
    ['low quotes', `„${ARN}“`],
    ['angle quotes', `«${ARN}»`],
    ['backticks', `\`${ARN}\``],
    ['a code block', `\`\`\`\n${ARN}\n\`\`\``],
    ['angle brackets', `<${ARN}>`],
    ['parentheses', `(${ARN})`],
    ['bold Markdown', `**${ARN}**`],
    ['a Markdown link', `[our key](${ARN})`],
    ['a list item', `- ${ARN}`],
    ['a full stop', `${ARN}.`],
    ['an exclamation mark', `${ARN}!`],
    ['a semicolon', `${ARN};`],
    ['a colon', `${ARN}:`],
    ['a dash and words', `${ARN} - our backup key`],
    ['a sentence', `Our key is ${ARN}, in Ireland.`],
    ['text without spaces between words', `キーは${ARN}です`],
    ['a JSON member', `"KeyArn": "${ARN}",`],
    ['the output of describe-key', `{"KeyMetadata":{"KeyId":"${ID}","Arn":"${ARN}","Enabled":true}}`],
    ['JSON inside of JSON', JSON.stringify(JSON.stringify({ arn: ARN }))],
    ['escaped slashes', `"${ARN.replaceAll('/', String.raw`\/`)}"`],
    ['YAML', `Arn: ${ARN}`],
    ['a line of terraform output', `backup_key_arn = "${ARN}"`],
    ['a command option', `--key-id=${ARN}`],
    ['a table', `|  Arn  |  ${ARN}  |`],
    ['tab-separated output', `KEYMETADATA\t111122223333\t${ARN}\tTrue`],
    ['a line of CSV', `backup,${ARN},enabled`],
    ['literal \\n', String.raw`key:\n${ARN}\nthanks`],
    ['terminal colors', `\u001b[32m${ARN}\u001b[0m`],
    ['a URL with an encoded ARN', `https://example.com/keys?arn=${encodeURIComponent(ARN)}&view=1`],
    ['a console URL with the ARN in it', `https://eu-west-1.console.aws.amazon.com/kms/home#/kms/keys/${ARN}`],
    ['the role ARN of sops', `${ARN}+arn:aws:iam::444455556666:role/secrets-reader`],
    [
      'an AWS error',
      `User: arn:aws:iam::111122223333:user/a is not authorized: kms:Encrypt on resource: ${ARN} because`,
    ],
    ['its alias', `alias/backup ${ARN}`],
    ['the same ARN again', `${ARN}\n${ARN}`],
    ['a zero-width space', `\u200b${ARN}\u200b`],
    ['a zero-width joiner inside', ARN.replace('key/', 'key/\u200d')],
    ['a soft hyphen inside', ARN.replace('-34cd', '\u00ad-34cd')],
    ['a byte order mark', `\ufeff${ARN}`],
    ['no-break spaces', `\u00a0${ARN}\u00a0`],
    ['bidirectional marks', `\u2066\u200e${ARN}\u2069`],
    ['a variation selector', `${ARN}\ufe0f`],
    ['a line break inside', `${ARN.slice(0, 51)}\n${ARN.slice(51)}`],
    [
      'a line break within the last group, as at 72 columns',
      `Our key:\n${ARN.slice(0, 72)}\r\n${ARN.slice(72)}\nThanks`,
    ],
    ['a line break and quotation marks', `> ${ARN.slice(0, 30)}\n> > ${ARN.slice(30)}`],
    ['a soft line break of mail', `${ARN.slice(0, 60)}=\r\n${ARN.slice(60)}`],
    ['a space at a separator', ARN.replace(':key', ': key')],
  ])('gives the ARN and leaves out %s', (_, text) => {
    expect(readArn(text)).toBe(ARN);
  });

  it.each([
    [`"${ARN}",`, ['"', '",'], []],
    [`${ARN}.`, ['.'], []],
    [`\u200b${ARN}`, ['U+200B'], []],
    [`${ARN.slice(0, 51)}\n${ARN.slice(51)}`, [], ['line break']],
    [`${ARN.slice(0, 9)}\u200b${ARN.slice(9)}`, [], ['invisible character']],
    [`backup_key_arn = "${ARN}"`, ['backup_key_arn = "', '"'], []],
    [`${ARN}+arn:aws:iam::444455556666:role/secrets-reader`, ['+arn:aws:iam::444455556666:role/secrets-reader'], []],
    [` ${ARN}\n`, [], []],
  ])('names what was left out of %j', (text, around, inside) => {
    expect(readPastedIdentifier(text)).toMatchObject({ ok: true, leftOut: { around, inside } });
  });
});

describe('a paste without exactly one key ARN', () => {
  const refused: [PastedRefusal, string, string, string | RegExp | null][] = [
    ['not_an_arn', 'nothing', '', null],
    ['not_an_arn', 'prose', 'please add our key', null],
    ['not_an_arn', '2 MB', 'a'.repeat(2_000_000), null],
    ['several_arns', 'two ARNs on two lines', `${ARN}\n${OTHER}`, `Found 2: ${ARN}, ${OTHER}.`],
    ['several_arns', 'two ARNs after a comma', `${ARN},${OTHER}`, /^Found 2: /],
    ['several_arns', 'two ARNs without a space', `${ARN}${OTHER}`, /^Found 2: /],
    ['several_arns', 'a right ARN and a damaged one', `${ARN} or ${OTHER.toUpperCase()}`, /^Found 2: /],
    ['damaged_arn', 'capitals', ARN.toUpperCase(), /capital letters/],
    ['damaged_arn', 'capitals in the key ID', ARN.replace('abcd', 'ABCD'), /capital letters/],
    [
      'damaged_arn',
      'a Cyrillic letter',
      ARN.replace('key', 'kеy'),
      'What’s wrong: it contains characters that only look right: е (U+0435).',
    ],
    ['damaged_arn', 'a Cyrillic letter in the key ID', ARN.replace('abcd', 'аbcd'), /а \(U\+0430\)/],
    ['damaged_arn', 'a Cyrillic letter right after it', `${ARN}а`, /U\+0430/],
    ['damaged_arn', 'full-width digits', ARN.replace('1111', '１１１１'), /１ \(U\+FF11\)/],
    ['damaged_arn', 'Arabic digits', ARN.replace('1111', '١١١١'), /U\+0661/],
    ['damaged_arn', 'full-width colons', ARN.replaceAll(':', '：'), /U\+FF1A/],
    ['damaged_arn', 'typographic hyphens', ARN.replaceAll('-', '–'), /U\+2013/],
    ['damaged_arn', 'look-alikes in quotes', `“${ARN.replace('kms', 'kmѕ')}”`, /U\+0455/],
    ['damaged_arn', 'the letter O for a zero', ARN.replace('7890', '789O'), /capital|“O”/],
    ['damaged_arn', 'the letter l for a one', ARN.replace('key/1', 'key/l'), /“l”/],
    ['damaged_arn', 'an account of eleven digits', ARN.replace('1111', '111'), /11 digits instead of 12/],
    [
      'damaged_arn',
      'an account with hyphens',
      ARN.replace('111122223333', '1111-2222-3333'),
      /not an account of 12 digits/,
    ],
    ['damaged_arn', 'no account', ARN.replace('111122223333', ''), /account is missing/],
    ['damaged_arn', 'a masked account', ARN.replace('111122223333', '************'), /not an account/],
    ['damaged_arn', 'no region', ARN.replace('eu-west-1', ''), /region is missing/],
    ['damaged_arn', 'a region that is a host name', ARN.replace('eu-west-1', 'us-east-1.evil.example'), /not a region/],
    ['damaged_arn', 'an unknown partition', ARN.replace(':aws:', ':azure:'), /“azure” is not an AWS partition/],
    ['damaged_arn', 'an end that is cut off', ARN.slice(0, -3), /33 characters instead of 36/],
    [
      'damaged_arn',
      'an end that is cut off before a word of hexadecimal letters',
      `${ARN.slice(0, -3)} bad key`,
      /space inside the key ID/,
    ],
    ['damaged_arn', 'a shortened key ID', `${ARN.slice(0, 47)}…`, /8 characters instead of 36/],
    ['damaged_arn', 'a digit too many', `${ARN}0`, /“0” is attached/],
    ['damaged_arn', 'a letter in front', `x${ARN}`, /“x” is attached/],
    ['damaged_arn', 'no key', 'arn:aws:kms:eu-west-1:111122223333', /key ID are missing/],
    ['damaged_arn', 'the form’s own hint', 'arn:aws:kms:<region>:<account>:key/<key ID>', /region is missing/],
    [
      'wrong_partition',
      'a key in GovCloud',
      ARN.replace(':aws:', ':aws-us-gov:').replace('eu-west-1', 'us-gov-west-1'),
      /arn:aws-us-gov:/,
    ],
    [
      'wrong_partition',
      'a key in China, in quotes',
      `"${ARN.replace(':aws:', ':aws-cn:').replace('eu-west-1', 'cn-north-1')}"`,
      /arn:aws-cn:/,
    ],
    [
      'alias_arn',
      'an alias ARN',
      'arn:aws:kms:eu-west-1:111122223333:alias/backup',
      'Read from the text: alias/backup, region eu-west-1, account 111122223333.',
    ],
    ['alias_arn', 'an alias ARN in quotes', '"arn:aws:kms:eu-west-1:111122223333:alias/backup",', /alias\/backup/],
    ['alias_arn', 'an alias name', 'alias/backups/eu', /alias\/backups\/eu/],
    ['alias_arn', 'an alias name with a slash in front', '/alias/backup', 'Read from the text: alias/backup.'],
    ['alias_arn', 'an alias in a key URI', 'awskms:///alias/backup', 'Read from the text: alias/backup.'],
    ['alias_arn', 'an alias in a key URI of two slashes', 'awskms://alias/backup', 'Read from the text: alias/backup.'],
    ['alias_arn', 'an alias in another key URI', 'aws-kms://alias/backup', 'Read from the text: alias/backup.'],
    ['alias_arn', 'an alias in a key URI with an endpoint', 'awskms://localhost:4566/alias/backup', /alias\/backup/],
    [
      'alias_arn',
      'an alias in a key URI with a region',
      '"awskms:///alias/backup?region=eu-west-1"',
      'Read from the text: alias/backup, region eu-west-1.',
    ],
    [
      'alias_arn',
      'an alias ARN in a key URI',
      'awskms:///arn:aws:kms:eu-west-1:111122223333:alias/backup',
      'Read from the text: alias/backup, region eu-west-1, account 111122223333.',
    ],
    ['bare_key_id', 'a key ID in a key URI', `awskms:///${ID}`, /1234abcd/],
    ['bare_key_id', 'a key ID', ID, `Read from the text: key ID ${ID}.`],
    ['bare_key_id', 'key/ and a key ID', `key/${ID}`, /key ID 1234abcd/],
    ['bare_key_id', 'a label and a key ID', `"KeyId": "${ID}",`, /key ID 1234abcd/],
    ['bare_key_id', 'a sentence with a key ID', `it is ${ID} in Ireland`, /key ID 1234abcd/],
    [
      'bare_key_id',
      'a key ID with an invisible character',
      `\u200b${ID.slice(0, 9)}\u200b${ID.slice(9)}`,
      /key ID 1234abcd/,
    ],
    ['multi_region_key_id', 'a multi-Region key ID', MULTI_REGION_ID, /mrk-/],
    ['multi_region_key_id', 'key/ and a multi-Region key ID', `key/${MULTI_REGION_ID}`, /mrk-/],
    ['other_arn', 'the ARN of an S3 bucket', 'arn:aws:s3:::amzn-s3-demo-bucket', 'It’s the ARN of an S3 bucket.'],
    ['other_arn', 'the ARN of a role', 'arn:aws:iam::111122223333:role/backup', /IAM role/],
    ['other_arn', 'the ARN of an account', 'arn:aws:iam::111122223333:root', /AWS account/],
    [
      'other_arn',
      'an ARN of a service that we have no word for',
      'arn:aws:glue:eu-west-1:111122223333:table/a/b',
      /“glue”/,
    ],
    [
      'console_address',
      'a console URL',
      `https://eu-west-1.${CONSOLE}/keyPolicy`,
      `Read from the text: key ID ${ID}, region eu-west-1.`,
    ],
    ['console_address', 'a console URL without https', `eu-west-1.${CONSOLE}`, /region eu-west-1/],
    [
      'console_address',
      'a console URL inside another URL',
      `https://eur01.safelinks.example.com/?url=${encodeURIComponent(`https://eu-west-1.${CONSOLE}`)}&data=05`,
      /region eu-west-1/,
    ],
    [
      'console_address',
      'a console URL inside another URL, its region only in its name',
      `https://safe.example.com/?u=${encodeURIComponent(`https://eu-west-1.console.aws.amazon.com/kms/home#/kms/keys/${ID}`)}`,
      /region eu-west-1/,
    ],
    [
      'console_address',
      'a console URL that names the account',
      `https://111122223333-abcd1234.eu-west-1.${CONSOLE}`,
      /account 111122223333/,
    ],
  ];
  it.each(refused)('returns %s for %s, and says what was read', (reason, _, text, words) => {
    const refusal = refusalOf(text);
    expect(refusal?.reason).toBe(reason);
    if (words === null) expect(refusal?.words).toBeNull();
    else expect(refusal?.words).toMatch(words);
  });
});

describe('any paste', () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
  const keyId = fc.oneof(
    fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-')),
    hex(32).map((digits) => `mrk-${digits}`),
  );
  const keyArn = fc
    .tuple(fc.constantFrom('eu-west-1', 'us-west-2', 'ap-southeast-2'), fc.stringMatching(/^\d{12}$/), keyId)
    .map(([region, account, id]) => `arn:aws:kms:${region}:${account}:key/${id}`);
  const around = fc.constantFrom(
    '',
    ' ',
    '\n',
    '"',
    '“',
    '”',
    '`',
    '<',
    '>',
    '(',
    ')',
    '**',
    ',',
    '.',
    ': ',
    ' = "',
    '\u200b"',
    '\t',
    '> ',
  );
  const inside = fc.constantFrom('\n', '\r\n', '\u200b', '\u2060', '\u00ad', '\n> ');

  it('with one ARN, decorated and broken anywhere, gives that ARN', () => {
    fc.assert(
      fc.property(keyArn, around, around, inside, fc.nat(74), (arn, before, after, gap, at) => {
        expect(readArn(`${before}${arn}${after}`)).toBe(arn);
        expect(readArn(`${before}${arn.slice(0, at + 1)}${gap}${arn.slice(at + 1)}${after}`)).toBe(arn);
      }),
    );
  });

  it('never gives an ARN with a character that was not pasted in that order, and never throws', () => {
    const damaged = fc
      .tuple(keyArn, fc.nat(120), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(3))
      .map(([arn, at, junk, cut]) => arn.slice(0, at) + junk + arn.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), damaged), (text) => {
        const arn = readArn(text);
        if (arn === null) return;
        let at = 0;
        for (const character of arn) {
          at = text.indexOf(character, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('with one letter or digit of the ARN replaced by another character is never read as the original', () => {
    fc.assert(
      fc.property(keyArn, fc.nat(74), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), (arn, at, other) => {
        fc.pre(arn[at] !== other);
        expect(readArn(arn.slice(0, at) + other + arn.slice(at + 1))).not.toBe(arn);
      }),
      { numRuns: 500 },
    );
  });

  it('of hostile text is read within a second', () => {
    const started = performance.now();
    for (const part of [
      'arn:',
      'arn:aws:kms:',
      'a-',
      '\ufffd',
      '\n> ',
      '-a',
      '1234abcd-',
      'https://console.aws.amazon.com/',
      '\u001b[1',
    ])
      readPastedIdentifier(part.repeat(10_000).slice(0, 10_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
