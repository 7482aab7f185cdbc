import { describe, expect, it } from 'vitest';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { followUpText, type FollowUpInput, type FollowUpLine } from '#lib/core/setup/instructions-follow-up.ts';
import { commandsOf, FOUR_REGIONS, OWNER, REGION_CODES, written } from '#lib/core/setup/instructions.test-support.ts';

const arnIn = (region: string) => {
  const arn = parseKeyArn(`arn:aws:kms:${region}:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
  if (!arn.ok) throw new Error(arn.reason);
  return arn.value.arn;
};
const complete = (region: string): FollowUpLine => ({
  workspaceName: `workspace in ${region}`,
  region,
  sentArn: arnIn(region),
  regionConfirmed: true,
  policyReceived: true,
  ownershipShown: true,
});
const anInput = (lines: readonly FollowUpLine[], given: Partial<FollowUpInput> = {}): FollowUpInput => ({
  customerName: 'Acme Logistics',
  contactName: 'Dana Ruiz',
  replyTo: 'reply to this ticket',
  lines,
  contactsReceived: 2,
  regions: FOUR_REGIONS,
  ...given,
});
const bodyOf = (...given: Parameters<typeof anInput>): string => written(followUpText(anInput(...given))).body;
const itemsOf = (body: string): string[] => body.split('\n').filter((line) => line.startsWith('- '));

const THINGS = ['arn', 'region', 'policy', 'code'] as const;
const without = (region: string, missing: readonly (typeof THINGS)[number][]): FollowUpLine => ({
  ...complete(region),
  ...(missing.includes('arn') && { sentArn: null }),
  regionConfirmed: !missing.includes('region'),
  policyReceived: !missing.includes('policy'),
  ownershipShown: !missing.includes('code'),
});
const SUBSETS = Array.from({ length: 16 }, (_, bits) => THINGS.filter((_thing, at) => ((bits >> at) & 1) === 1));

describe('a follow-up', () => {
  it.each(SUBSETS.filter((missing) => missing.length > 0))(
    'names only what is missing of a workspace: %s %s %s %s',
    (...missing) => {
      const asked = missing.filter((thing) => THINGS.includes(thing));
      const items = itemsOf(bodyOf([complete('us-west-2'), without('eu-west-1', asked)]));
      expect(items).toHaveLength(1);
      const [item = ''] = items;
      expect(item).toMatch(/^- Europe \(Ireland\), eu-west-1, workspace workspace in eu-west-1: /);
      expect(item.includes('the ARN of the key')).toBe(asked.includes('arn'));
      expect(item.includes('a confirmation that the key is in eu-west-1')).toBe(asked.includes('region'));
      expect(item.includes('the policy of the key')).toBe(asked.includes('policy'));
      expect(item.includes('the one-time code of our instructions')).toBe(asked.includes('code'));
    },
  );

  it.each([
    [0, ['- The names and email addresses of two people who administer the key.']],
    [1, ['- The name and email address of a second person who administers the key.']],
  ] as const)('asks for the contacts that are missing: %i of two came', (contactsReceived, items) => {
    expect(itemsOf(bodyOf([complete('eu-west-1')], { contactsReceived }))).toEqual(items);
  });

  it('has a command for each policy that is missing, with the ARN that the customer sent or a question for it', () => {
    const body = bodyOf([
      without('eu-west-1', ['policy']),
      without('us-west-2', ['arn', 'policy']),
      without('eu-central-1', ['region']),
    ]);
    const print = (region: string, key: string) =>
      `aws kms get-key-policy --region ${region} --key-id ${key} --policy-name default --query Policy --output text`;
    expect(commandsOf(body)).toEqual([
      "printf 'ARN of the key: ' && read -r KEY_ARN",
      print('eu-west-1', arnIn('eu-west-1')),
      print('us-west-2', '"$KEY_ARN"'),
    ]);
    expect(commandsOf(bodyOf([without('eu-west-1', ['arn'])]))).toEqual([]);
  });

  it('asks once for the policy of a key that two workspaces share', () => {
    const shared = without('eu-west-1', ['policy']);
    expect(commandsOf(bodyOf([shared, { ...shared, workspaceName: 'archive' }]))).toHaveLength(1);
  });

  it('says that no job may be created yet, and names no account of ours', () => {
    const body = bodyOf(REGION_CODES.map((region) => without(region, ['arn'])));
    expect(body).toContain('Please do not create a backup job or an archive job');
    expect(body).not.toMatch(/\d{12}/);
  });

  it('does not exist where nothing is missing, or for a region that is not configured', () => {
    expect(followUpText(anInput([complete('eu-west-1')]))).toMatchObject({
      kind: 'blocked',
      reason: 'nothing_missing',
    });
    const regions = FOUR_REGIONS.filter(({ code }) => code !== 'eu-west-1');
    expect(followUpText(anInput([without('eu-west-1', ['arn'])], { regions }))).toMatchObject({
      kind: 'blocked',
      reason: 'region_not_configured',
    });
  });

  it('H6 names no identifier but those that this customer sent', () => {
    const stranger = 'arn:aws:kms:eu-west-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const line = { ...without('eu-west-1', ['policy']), workspaceName: stranger };
    expect(followUpText(anInput([line]))).toMatchObject({ kind: 'blocked', reason: 'unsafe_text' });
    expect(bodyOf([without('eu-west-1', ['policy'])])).toContain(arnIn('eu-west-1'));
  });
});
