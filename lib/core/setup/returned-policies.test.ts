import { describe, expect, it } from 'vitest';
import { GRANTS_NOT_CHECKED, policyWords, unplacedPolicyWords } from './returned-policy-words.ts';
import type { Expected, PolicyForLine, ReturnedLine } from './returned.ts';
import {
  answered,
  ARN,
  IRELAND,
  line,
  ONE_LINE,
  ONE_REGION_TWICE,
  OREGON,
  OREGON_ARN,
  OTHER_ARN,
  policyFor,
  printed,
  returnedOf,
  setup,
  SYDNEY,
  TWO_REGIONS,
} from './returned.test-support.ts';

const IRISH = policyFor(IRELAND.vendorAccountId);
const OREGONIAN = policyFor(OREGON.vendorAccountId);
const command = (arn: string): string =>
  `$ aws kms get-key-policy --key-id ${arn} --policy-name default --query Policy --output text`;

const lineOf = (text: string, expected: Expected = ONE_LINE, at = 0): ReturnedLine => {
  const found = returnedOf(text, expected).lines[at];
  if (found === undefined) throw new Error('No such line');
  return found;
};
/** What was read, as short as it can be said. */
const said = (policy: PolicyForLine): string =>
  policy.kind === 'read'
    ? `${policy.uses}, grants ${policy.grants}`
    : policy.kind === 'refused'
      ? policy.reason
      : policy.kind;
const policyOf = (text: string, expected: Expected = ONE_LINE): string[] =>
  returnedOf(text, expected).lines.map(({ policy }) => said(policy));

describe('a policy in a customer’s answer', () => {
  const COMPLETE = 'complete, grants present';
  it.each([
    ['as the document', printed(IRISH)],
    ['in one line', JSON.stringify(IRISH)],
    ['as get-key-policy prints it', answered(IRISH)],
    ['as a JSON string of a query', JSON.stringify(printed(IRISH))],
    ['as one member that was copied out of JSON', `"Policy": ${JSON.stringify(printed(IRISH))},`],
    ['in a line of a log', `2026-11-29 INFO policy=${JSON.stringify(printed(IRISH))} done`],
    ['as JSON inside JSON', JSON.stringify(JSON.stringify({ Policy: printed(IRISH) }))],
    ['as YAML', `Policy: ${JSON.stringify(printed(IRISH))}\nPolicyName: default`],
    [
      'as Python prints it',
      `{'Policy': '${printed(IRISH).replaceAll('\n', String.raw`\n`)}', 'PolicyName': 'default'}`,
    ],
    ['below its command and above a prompt', `${command(ARN)}\n${printed(IRISH)}\n[user@host ~]$ `],
    ['in a code fence', `\`\`\`json\n${printed(IRISH)}\n\`\`\``],
    ['as comments', printed(IRISH).replaceAll(/^/gm, '# ')],
    ['with no-break spaces of a mail', printed(IRISH).replaceAll('  ', '\u00a0\u00a0')],
    ['with the entities of HTML', printed(IRISH).replaceAll('"', '&quot;')],
    [
      'in a mail with greeting, ARN, contacts and signature',
      `Hi [external],\nour key: ${ARN}\npolicy:\n${printed(IRISH)}\n\nJane Doe <jane@northwind.example>\n{sent from my phone}`,
    ],
    [
      'above our quoted instructions, which hold another policy',
      `${printed(IRISH)}\n> ${printed(OREGONIAN).replaceAll('\n', '\n> ')}`,
    ],
    ['twice, as text and as JSON', `${printed(IRISH)}\n\n${answered(IRISH)}`],
  ])('is read %s', (_, text) => {
    expect(policyOf(text)).toEqual([COMPLETE]);
  });

  it('is read for each region of a setup: by the command, by the heading, or by our account in it', () => {
    const both = [COMPLETE, COMPLETE];
    expect(
      policyOf(`${command(OREGON_ARN)}\n${printed(OREGONIAN)}\n${command(ARN)}\n${printed(IRISH)}`, TWO_REGIONS),
    ).toEqual(both);
    expect(
      policyOf(
        `Policy in us-west-2:\n${printed(OREGONIAN)}\nPolicy in Europe (Ireland):\n${printed(IRISH)}`,
        TWO_REGIONS,
      ),
    ).toEqual(both);
    expect(policyOf(`prod-us:\n${printed(OREGONIAN)}\nprod-eu:\n${printed(IRISH)}`, TWO_REGIONS)).toEqual(both);
    expect(policyOf(`${printed(OREGONIAN)}\n${printed(IRISH)}`, TWO_REGIONS)).toEqual(both);
  });

  it.each([
    ['the wrong region’s account', printed(OREGONIAN), 'incomplete, grants absent'],
    [
      'no statement for us',
      printed({ ...IRISH, Statement: [(IRISH['Statement'] as unknown[])[0]] }),
      'incomplete, grants absent',
    ],
    [
      'no GenerateDataKey',
      printed(
        policyFor(IRELAND.vendorAccountId, {
          use: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'],
        }),
      ),
      'incomplete, grants present',
    ],
    [
      'no statement for grants',
      printed(policyFor(IRELAND.vendorAccountId, { grants: false })),
      'complete, grants absent',
    ],
    ['typographic quotes', printed(IRISH).replaceAll('"', '“'), 'smart_quotes'],
    ['an end that is cut off', printed(IRISH).slice(0, -30), 'not_json'],
    [
      'statements without the document',
      (IRISH['Statement'] as unknown[]).map((one) => JSON.stringify(one)).join(',\n'),
      'bare_statement',
    ],
    [
      'Terraform code',
      `resource "aws_kms_key" "backup" {\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Principal = { AWS = var.vendor } }]\n  })\n}`,
      'terraform_code',
    ],
    [
      'a CloudFormation template',
      'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n          - Effect: Allow',
      'cloudformation_template',
    ],
    [
      'the policy of a role',
      printed({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] }),
      'identity_policy',
    ],
    ['two policies that differ', `${printed(IRISH)}\n${printed(OREGONIAN)}`, 'several'],
    [
      'an error in its place',
      'An error occurred (AccessDeniedException) when calling the GetKeyPolicy operation: no',
      'error_instead',
    ],
    [
      'an event that records a change',
      JSON.stringify({ eventName: 'PutKeyPolicy', requestParameters: { policy: printed(IRISH) } }),
      'not_this_command',
    ],
    ['nothing', `Our key is ${ARN}`, 'not_pasted'],
  ])('is told apart where it has %s', (_, text, expected) => {
    expect(policyOf(text)).toEqual([expected]);
  });

  it('names the actions that are missing and the account of another region, for staff and to send', () => {
    const noDataKey = policyWords(
      lineOf(
        printed(
          policyFor(IRELAND.vendorAccountId, {
            use: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'],
          }),
        ),
      ),
      ONE_LINE,
    );
    expect(noDataKey.staff).toContain(
      'kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext are not allowed to 444455556666.',
    );
    expect(noDataKey.customer).toContain(
      'It does not allow our account 444455556666: kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext.',
    );
    const wrongRegion = policyWords(lineOf(printed(OREGONIAN)), ONE_LINE);
    expect(wrongRegion.staff).toContain(
      'It names our us-west-2 account (555566667777). In eu-west-1 it must be 444455556666.',
    );
    expect(wrongRegion.customer).toContain(
      'In eu-west-1, our account is 444455556666: please name that one in its place.',
    );
  });

  it('says that grants for AWS services are not checked wherever no policy was read', () => {
    for (const text of [ARN, printed(IRISH).replaceAll('"', '“'), `${printed(IRISH)}\n${printed(OREGONIAN)}`])
      expect(policyWords(lineOf(text), ONE_LINE).staff).toContain(GRANTS_NOT_CHECKED);
    expect(policyWords(lineOf(printed(IRISH)), ONE_LINE).staff).toContain(
      'Grants for AWS services: allowed by the policy.',
    );
    expect(
      policyWords(lineOf(printed(policyFor(IRELAND.vendorAccountId, { grants: false }))), ONE_LINE).customer,
    ).toContain('grants for AWS services');
  });

  it('is never read as the policy of a key that only its place in the mail suggests', () => {
    const list = `${ARN}\n${OREGON_ARN}\nThe policy:\n`;
    const returned = returnedOf(`${list}${printed(IRISH)}`, TWO_REGIONS);
    expect(returned.lines.map(({ policy }) => policy.kind)).toEqual(['not_pasted', 'not_pasted']);
    expect(returned.unplacedPolicies).toEqual([{ vendorRegions: ['eu-west-1'], refusal: null }]);
    expect(returned.unplacedPolicies.map((one) => unplacedPolicyWords(one).staff)[0]).toContain(
      'does not tell for which key',
    );
    const twins = printed({ ...IRISH, Id: 'another' });
    expect(returnedOf(`${printed(IRISH)}\n${twins}`, TWO_REGIONS).unplacedPolicies).toHaveLength(2);
    expect(returnedOf(`${ARN}\n${OTHER_ARN}\n${printed(IRISH)}`, ONE_REGION_TWICE).unplacedPolicies).toHaveLength(1);
  });

  it('with the account of another region under a heading that names its own is read as wrong, not as the other’s', () => {
    const returned = returnedOf(`Key policy us-west-2:\n${printed(IRISH)}`, TWO_REGIONS);
    expect(returned.lines.map(({ policy }) => said(policy))).toEqual(['not_pasted', 'incomplete, grants absent']);
  });

  it('with the account of another region is found wrong where each policy has its own heading', () => {
    const text = `eu-west-1\n${ARN}\n${printed(IRISH)}\n\nus-west-2\n${OREGON_ARN}\n${printed(IRISH)}`;
    expect(policyOf(text, TWO_REGIONS)).toEqual(['complete, grants present', 'incomplete, grants absent']);
    const unclear = `${ARN}\n${OREGON_ARN}\n${printed(IRISH)}\n\n${printed(IRISH)}`;
    expect(policyOf(unclear, TWO_REGIONS)).toEqual(['not_pasted', 'not_pasted']);
    expect(returnedOf(unclear, TWO_REGIONS).unplacedPolicies).toHaveLength(2);
  });

  it('of another key than the command’s is not counted for this one', () => {
    const received = setup(line('eu-west-1', 'prod-eu', { arn: ARN }));
    const { policy } = lineOf(`${command(OTHER_ARN)}\n${printed(IRISH)}`, received);
    expect(policy).toMatchObject({ kind: 'read', forArn: OTHER_ARN });
  });

  it('is read with the ARN that came before, or without one', () => {
    expect(lineOf(printed(IRISH), setup(line('eu-west-1', 'prod-eu', { arn: ARN }))).policy).toMatchObject({
      forArn: ARN,
    });
    expect(lineOf(printed(IRISH)).policy).toMatchObject({ forArn: null, reading: { ownerKeepsControl: true } });
  });

  it('with statements for single keys accuses nobody before the ARN is known', () => {
    const only = (arn: string): string => printed(IRISH).replaceAll('"Resource": "*"', `"Resource": "${arn}"`);
    expect(said(lineOf(only(ARN)).policy)).toBe('complete, grants present');
    const two = lineOf(only(ARN).replace(ARN, OTHER_ARN));
    expect(policyWords(two, ONE_LINE)).toMatchObject({ customer: null });
    expect(two.found.kind).toBe('nothing');
    expect(said(lineOf(`${ARN}\n${only(ARN)}`).policy)).toBe('complete, grants present');
    expect(said(lineOf(`${OTHER_ARN}\n${only(ARN)}`).policy)).toBe('incomplete, grants absent');
  });

  it('in quoted lines is ours and is not read', () => {
    expect(policyOf(`Done, ${ARN}\n> ${printed(IRISH).replaceAll('\n', '\n> ')}`)).toEqual(['not_pasted']);
    expect(
      policyOf(`Done, ${ARN}\n\nFrom: Ann\nSent: Monday\nTo: Jane\n\n${printed(policyFor(SYDNEY.vendorAccountId))}`),
    ).toEqual(['not_pasted']);
  });
});
