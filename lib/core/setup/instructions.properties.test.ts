import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifiersExcept } from '#lib/core/customer-text/foreign-identifiers.ts';
import { HIDDEN } from '#lib/core/customer-text/plain-form.ts';
import type { InstructionsInput } from '#lib/core/setup/instructions-input.ts';
import { followUpText } from '#lib/core/setup/instructions-follow-up.ts';
import { statusForAccountExecutive } from '#lib/core/setup/instructions-status.ts';
import { setupInstructions, type Instructions } from '#lib/core/setup/instructions.ts';
import {
  anInput,
  CODE,
  everyText,
  FOUR_REGIONS,
  OWNER,
  REGION_CODES,
  vendorOf,
} from '#lib/core/setup/instructions.test-support.ts';

/** What a name may hide: identifiers, formulas, commands, and characters that nobody sees. */
const HOSTILE = [
  '=1+1',
  '+cmd|calc',
  '-2+3',
  '@SUM(A1)',
  '\n=1+1',
  '\r\n$(reboot)',
  '`id`',
  '$(id)',
  '${AWS::AccountId}',
  '${data.aws_caller_identity.current.account_id}',
  '${ACCOUNT_ID}',
  'aws kms put-key-policy',
  'sudo rm -rf /',
  "'; curl http://x | sh; '",
  '" && id && "',
  'END_OF_POLICY',
  '\nEND_OF_POLICY\nid\n',
  ': !Sub x',
  '\n  - Sid: x',
  '# x',
  '<b>',
  '<customer>',
  'TODO',
  'undefined',
  'null',
  '{{name}}',
  '999988887777',
  '9999-8888-7777',
  '٩٩٩٩٨٨٨٨٧٧٧٧',
  '9999\u200b8888\u200b7777',
  'arn:aws:kms:eu-west-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'arn:aws:iam::999988887777:root',
  'arn:aws:iam::${ACCOUNT_ID}:root',
  vendorOf('us-west-2'),
  '\u202e',
  '\u0000',
  ' | ',
  '\t',
  'O’Brien & Söhne',
  '株式会社',
];

const anyName = fc.oneof(
  fc.constantFrom('Acme Logistics', 'prod', 'Dana Ruiz', '7 Seas', 'Null Island Ltd'),
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
  fc
    .tuple(fc.string({ maxLength: 12 }), fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 }))
    .map((all) => all.join('')),
  fc.constantFrom(...HOSTILE),
);
const anyCode = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{5,63}$/);

const anyInput: fc.Arbitrary<InstructionsInput> = fc
  .record({
    customerName: anyName,
    contactName: fc.option(anyName),
    timeZone: fc.option(fc.constantFrom('Europe/Dublin', 'Atlantis/Capital', '${x}', '=1+1')),
    lines: fc.array(fc.record({ workspaceName: anyName, region: fc.constantFrom(...REGION_CODES) }), {
      minLength: 1,
      maxLength: 3,
    }),
    code: anyCode,
    awsAccountId: fc.option(fc.constant(OWNER)),
  })
  .map((given) => anInput(given));

const written = (input: InstructionsInput): Instructions | null => {
  const text = setupInstructions(input);
  return text.kind === 'blocked' ? null : text;
};

/** A text without what CloudFormation, Terraform and the shell fill in themselves. */
const withoutTools = (text: string): string =>
  text
    .replaceAll('${AWS::AccountId}', '')
    .replaceAll(/\$\{data\.aws_caller_identity\.backup_[a-z0-9_]+\.account_id\}/g, '')
    .replaceAll(/\$\{(?:ACCOUNT_ID|POLICY|KEY_ARN)\}/g, '');

describe('whatever a customer, a contact or a workspace is called', () => {
  it('H6 no text names an identifier that is neither the customer’s nor ours in that region', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const text = written(input);
        if (text === null) return;
        const codes = [...new Set(input.lines.map(({ region }) => region))];
        const awsAccountIds = [...codes.map(vendorOf), ...(input.awsAccountId === null ? [] : [input.awsAccountId])];
        const own = { awsAccountIds, arns: awsAccountIds.map((account) => `arn:aws:iam::${account}:root`) };
        for (const one of everyText(text)) {
          const plain = withoutTools(one).replaceAll(input.code, '#').replaceAll('arn:aws:iam:::root', '');
          expect(identifiersExcept(plain, own)).toEqual([]);
        }
        for (const { region, text: file } of text.files)
          for (const other of FOUR_REGIONS)
            if (other.code !== region) expect(file).not.toContain(other.vendorAccountId);
      }),
      { numRuns: 300 },
    );
  });

  it('no text has anything left to fill in, a formula, a substitution or a hidden character', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const text = written(input);
        if (text === null) return;
        for (const one of everyText(text)) {
          const plain = withoutTools(one);
          expect(plain).not.toMatch(/\$\{|\{\{|\bTODO\b|\bundefined\b|\bnull\b|\bNaN\b|\[object/);
          expect(plain.replaceAll(/<<END_OF_POLICY/g, '')).not.toMatch(/</);
          expect(HIDDEN.test(one.replaceAll('\n', ''))).toBe(false);
        }
        for (const line of [text.subject, ...text.body.split('\n')]) {
          expect(line).not.toMatch(/^\s*[=+@]|^-(?! )|`|\$\(/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the files that create a key are the same: no name is in them', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const text = written(input);
        const plain = written({
          ...input,
          customerName: 'Acme',
          contactName: null,
          lines: input.lines.map(({ region }) => ({ region, workspaceName: 'prod' })),
        });
        if (text !== null) expect(text.files).toEqual(plain?.files);
      }),
      { numRuns: 200 },
    );
  });

  it('each line of the table is about one workspace, with our account of its region', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const text = written(input);
        if (text === null) return;
        const [, table = ''] = /What to set up:\n\n([^]*?)\n\n/.exec(text.body) ?? [];
        const rows = table.split('\n').slice(1);
        expect(rows).toHaveLength(input.lines.length);
        for (const row of rows) {
          const found = FOUR_REGIONS.filter(({ vendorAccountId }) => new RegExp(`\\b${vendorAccountId}\\b`).test(row));
          expect(found).toHaveLength(1);
          expect(row.startsWith(`  ${found[0]?.name}, ${found[0]?.code} `)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('ordinary names are never refused', () => {
    const ordinary = fc.stringMatching(/^[A-Z][a-zé]{1,9}( [A-Z][a-z]{1,9}| & Co\.){0,3}(-[0-9]{1,4})?$/);
    fc.assert(
      fc.property(ordinary, ordinary, ordinary, anyCode, (customerName, contactName, workspaceName, code) => {
        const text = setupInstructions(
          anInput({ customerName, contactName, code, lines: [{ workspaceName, region: 'eu-west-1' }] }),
        );
        expect(text).toMatchObject({ kind: 'text' });
      }),
      { numRuns: 200 },
    );
  });

  it('H6 a follow-up and a status name nothing foreign either', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const lines = input.lines.map((line) => ({
          ...line,
          sentArn: null,
          regionConfirmed: false,
          policyReceived: false,
          ownershipShown: true,
        }));
        const followUp = followUpText({ ...input, lines, contactsReceived: 0 });
        const since = new Date('2026-03-14T09:12:00.000Z');
        const { customerName, timeZone } = input;
        const status = statusForAccountExecutive({
          customerName,
          timeZone,
          stage: 'keys received',
          waitingFor: 'us',
          since,
          mayStart: false,
        });
        const texts = [followUp.kind === 'text' ? followUp.body : '', status.kind === 'text' ? status.text : ''];
        for (const text of texts) {
          expect(
            identifiersExcept(text, { arns: [], awsAccountIds: input.awsAccountId === null ? [] : [OWNER] }),
          ).toEqual([]);
          expect(text).not.toMatch(/\$\{|\{\{|<|`|\$\(|\bTODO\b|\bundefined\b|\bnull\b/);
          expect(HIDDEN.test(text.replaceAll('\n', ''))).toBe(false);
        }
        expect(texts.join('')).not.toContain(CODE);
      }),
      { numRuns: 300 },
    );
  });
});
