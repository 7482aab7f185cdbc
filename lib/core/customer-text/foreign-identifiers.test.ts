import { aFinding } from '#lib/core/verdict/checks.test-support.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anInput,
  DENIED,
  everyInputOf,
  FULL,
  inputOf,
  SUBJECT,
} from '#lib/core/customer-text/customer-text.test-support.ts';
import { customerText } from '#lib/core/customer-text/customer-text.ts';
import { foreignIdentifiers, type OwnIdentifiers } from '#lib/core/customer-text/foreign-identifiers.ts';
import { CONFIDENCES } from '#lib/core/finding/status.ts';
import { FINDING_CODES } from '#lib/core/finding/all-findings.ts';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';

const OWN: OwnIdentifiers = {
  arn: ARN,
  awsAccountId: '111122223333',
  vendorAccountId: '444455556666',
  principalArn: 'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
};
const sifted = (text: string): string[] => foreignIdentifiers(text, OWN).map(({ word }) => word);

describe('an identifier that is not the customer’s own', () => {
  it.each([
    ['another key of the same customer', 'arn:aws:kms:eu-west-1:111122223333:key/ffffffff-12ab-34cd-56ef-1234567890ab'],
    ['the same key in another region', ARN.replace('eu-west-1', 'us-west-2')],
    ['one of our roles', 'arn:aws:iam::444455556666:role/keydesk'],
    ['another account’s root', 'arn:aws:iam::999988887777:root'],
    ['an account', '999988887777'],
    ['an account in the console’s format', '9999-8888-7777'],
    ['an account with other dashes', '9999–8888\u20117777'],
    ['an account with a line break in it', '9999 8888\n7777'],
    ['an account next to letters', 'account999988887777x'],
    ['an account in digits of another script', '９９９９８８８８７７７７'],
    ['an account with invisible characters', '9999\u200b8888\u200b7777'],
    ['an account in groups of three', '999-988-887-777'],
    ['an account in groups of three with spaces', '999 988 887 777'],
    ['an account in two groups', '999988 887777'],
    ['an account in single digits', '9 9 9 9 8 8 8 8 7 7 7 7'],
    ['an account after another number', '24 999988887777'],
    ['an account in Arabic digits', '٩٩٩٩٨٨٨٨٧٧٧٧'],
    ['an account in Persian digits and groups', '۹۹۹۹-۸۸۸۸-۷۷۷۷'],
    ['an account with keycaps', '9\ufe0f\u20e39998888777\ufe0f\u20e37'],
    ['an account with letters for digits', '9999OOOll777'],
    ['an account with a minus sign', '9999\u22128888\u22127777'],
    ['an account with bidi characters', '9999\u202e8888\u202c7777'],
    ['our own account in digits of another script', '٤٤٤٤٥٥٥٥٦٦٦٦'],
    ['an ARN with spaces', 'arn: aws: kms: eu-west-1: 999988887777: key/ffffffff'],
    ['an ARN in fullwidth letters', 'ａｒｎ：ａｗｓ：ｋｍｓ：ｅｕ：９９：key/f'],
    ['an ARN in Cyrillic letters', '\u0430rn:\u0430ws:kms:eu-west-1:x:key/f'],
  ])('H6 is found: %s', (_what, foreign) => {
    expect(sifted(`Please look at ${foreign}, now.`)).toHaveLength(1);
    expect(sifted(`"${foreign}"`)).toHaveLength(1);
  });

  it('H6 is nothing that a reply is made of', () => {
    expect(
      sifted(
        `Key ${ARN}. Accounts 111122223333 and 4444-5555-6666, "arn:aws:iam::444455556666:root", as ${OWN.principalArn}: request 0f0f0f0f-1111-2222-3333-444444444444, key 1234abcd-12ab-34cd-56ef-1234567890ab, 2026-03-14 09:12:00 UTC.`,
      ),
    ).toEqual([]);
  });

  it('H6 is one of our sessions in another account', () => {
    const principalArn = 'arn:aws:sts::999988887777:assumed-role/keydesk/keydesk-probe';
    expect(foreignIdentifiers(`as ${principalArn}`, { ...OWN, principalArn })).toHaveLength(1);
  });

  it('H6 is an account ID that is called a request ID', () => {
    expect(sifted('request id 999988887777')).toHaveLength(1);
  });
});

describe('a name in a reply', () => {
  const withName = (name: string) => [
    customerText(anInput({ subject: { ...SUBJECT, customerName: name } })),
    customerText(anInput({ subject: { ...SUBJECT, contactName: name } })),
    customerText(anInput({ subject: { ...SUBJECT, regionName: name } })),
    customerText(anInput({ subject: { ...SUBJECT, encryptionContextKeys: [name] } })),
  ];

  it.each([
    ['begins like a formula', '=HYPERLINK("http://example.com")'],
    ['begins like a formula', '+1 Media'],
    ['begins like a formula', '@home'],
    ['begins like a formula', '-2+3'],
    ['begins like a formula', '\uff1d1+1'],
    ['begins like a formula', '\u22121+1'],
    ['begins a line like a formula', 'Acme\n=1+1'],
    ['begins a line like a command', 'Acme\naws kms schedule-key-deletion --key-id x'],
    ['is a command', 'aws kms disable-key'],
    ['is a command', 'sudo reboot'],
    ['substitutes a command', 'Acme $(reboot)'],
    ['has an escape character', 'Acme\u001b[31m'],
    ['has a zero-width space', 'Ac\u200bme'],
    ['has a bidi override', 'Acme\u202eDTL'],
    ['has a bidi isolate', 'Acme\u2066'],
    ['has a soft hyphen', 'Ac\u00adme'],
    ['has a byte order mark', '\ufeffAcme'],
  ])('H6 blocks the reply when it %s: %j', (_why, name) => {
    for (const text of withName(name)) expect(text).toMatchObject({ kind: 'blocked', reason: 'foreign_identifier' });
  });

  it.each([
    'Dana Ruiz',
    'Jean-Luc O’Neill',
    'AT&T',
    'Zoë Łukasz',
    '株式会社',
    'شركة',
    'AWS Partners GmbH',
    '3M',
    'Acme 24/7',
  ])('H6 may be what people are called: %s', (name) => {
    for (const text of withName(name)) expect(text.kind).toBe('text');
  });

  it('H6 is told to staff with the word and its place', () => {
    const words = (subject: Partial<typeof SUBJECT>) => {
      const text = customerText(inputOf('access_lost', 'likely', FULL, { subject: { ...SUBJECT, ...subject } }));
      return text.kind === 'blocked' ? text.words : '';
    };
    expect(words({ contactName: 'Jo 9999-8888-7777' })).toContain('“9999-8888-7777”, in the name of the contact');
    expect(words({ customerName: 'Ac\u200bme' })).toContain('“Ac<U+200B>me”, in the customer’s name');
    expect(words({ principalArn: 'arn:aws:sts::999988887777:assumed-role/keydesk/keydesk-probe' })).toMatch(
      /“arn:aws:sts::999988887777:assumed-role\/keydesk\/keydesk-probe”, in line \d+ of the text/,
    );
  });
});

const accountId = fc.stringMatching(/^\d{12}$/);
const keyArn = fc
  .tuple(fc.constantFrom('eu-west-1', 'us-west-2'), accountId, fc.uuid())
  .map(([region, account, id]) => `arn:aws:kms:${region}:${account}:key/${id}`);
const anyWords = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .tuple(fc.string({ maxLength: 10 }), fc.oneof(accountId, keyArn, fc.uuid()), fc.string({ maxLength: 10 }))
    .map((parts) => parts.join('')),
);

describe('any reply to a customer', () => {
  it('H6 never contains another ARN or account, whatever its fields contain', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FINDING_CODES),
        fc.constantFrom(...CONFIDENCES),
        fc.record({ customerName: anyWords, contactName: fc.option(anyWords), regionName: fc.option(anyWords) }),
        fc.array(anyWords, { maxLength: 3 }),
        fc.record({ requestId: fc.option(anyWords), errorName: fc.option(anyWords) }),
        (code, confidence, names, pasted, evidence) => {
          const policyCopy = { asOf: new Date(0), lacks: ['Decrypt'] as const, conditionKeys: pasted };
          const productionErrors = [
            {
              asOf: new Date(0),
              errorName: pasted[1] ?? 'x',
              action: pasted[0] ?? null,
              deniedBy: null,
              ourTest: null,
            },
          ];
          const text = customerText(
            inputOf(
              code,
              confidence,
              { ...FULL, policyCopy, productionErrors, moreThanNeeded: pasted, keyState: pasted[0] ?? 'Enabled' },
              {
                subject: { ...SUBJECT, ...names },
                denied: DENIED.map((call) => ({ ...call, ...evidence })),
              },
            ),
          );
          if (text.kind === 'blocked') return;
          const plain = `${text.subject}\n${text.body}`.normalize('NFKC');
          const rest = [ARN, SUBJECT.principalArn ?? '-']
            .reduce((left, own) => left.replaceAll(own, ''), plain)
            .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '');
          expect(
            rest.match(/(?<!\d)\d{12}(?!\d)/g)?.filter((id) => id !== '111122223333' && id !== '444455556666') ?? [],
          ).toEqual([]);
          expect(rest.match(/arn:aws:(?!iam::(?:111122223333|444455556666):root)\S+/g) ?? []).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has no field for other customers of the region', () => {
    for (const code of FINDING_CODES)
      for (const input of everyInputOf(code)) {
        const text = customerText({
          ...input,
          findings: input.findings.map(({ code, confidence, detail }) =>
            aFinding(code, confidence, { ...detail, customersDenied: 4711, otherCustomersAllowed: true }),
          ),
        });
        expect(JSON.stringify(text)).not.toContain('4711');
      }
  });
});
