import { expect, it } from 'vitest';
import { assumeRolePolicy, rolePolicy } from '#lib/core/probe/role-policy.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';

const REGION = { code: 'eu-west-1', roleArn: 'arn:aws:iam::444455556666:role/keydesk' };

it.each([
  ['role-policy', rolePolicy(REGION)],
  ['assume-role-policy', assumeRolePolicy(REGION)],
])('the %s is the one that was approved', async (name, policy) => {
  await expect(`${policy}\n`).toMatchFileSnapshot(`./golden/${name}.json`);
});

it('H12 allows our role everything that a usable key needs, on every key of the region and of no other', () => {
  const [statement] = (JSON.parse(rolePolicy(REGION)) as { Statement: { Action: string[]; Resource: string }[] })
    .Statement;
  expect(statement?.Action).toEqual(expect.arrayContaining(REQUIRED_ACTIONS.map((action) => `kms:${action}`)));
  expect(statement?.Resource).toBe('arn:aws:kms:eu-west-1:*:key/*');
});

it('H1 is nothing that could be put on a key: it names no principal', () => {
  for (const policy of [rolePolicy(REGION), assumeRolePolicy(REGION)]) expect(policy).not.toContain('Principal');
});
