import { describe, expect, it } from 'vitest';
import { clearedText, type Cleared } from '#lib/core/setup/cleared-text.ts';
import { FOUR_REGIONS, OWNER } from '#lib/core/setup/instructions.test-support.ts';

const AT = new Date('2026-03-14T09:12:00.000Z');
const check = { id: 'c', startedAt: AT, finishedAt: AT };
const [region] = FOUR_REGIONS;
if (region === undefined) throw new Error('Four regions are configured.');
const bodyOf = (mustWait: Cleared['mustWait']): string => {
  const text = clearedText({
    customerName: 'Acme Logistics',
    contactName: 'Dana Ruiz',
    timeZone: null,
    workspace: 'dispatch',
    region,
    arn: `arn:aws:kms:${region.code}:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    awsAccountId: OWNER,
    checks: { first: check, second: check, encryptTest: check },
    grantStatement: true,
    mustWait,
  });
  return text.ok ? text.body : text.words;
};

describe('the text that tells a customer to start', () => {
  it('names the other workspaces of the setup that must still wait, and says that we write about them', () => {
    const body = bodyOf([
      { workspace: 'billing', region: 'eu-west-1' },
      { workspace: 'archive', region: 'us-west-2' },
    ]);
    expect(body).toMatch(
      /do not create a backup job or an archive job in these workspaces yet\. We write to you when you may start there:/,
    );
    for (const other of ['billing, eu-west-1', 'archive, us-west-2']) expect(body).toContain(`Workspace: ${other}\n`);
  });

  it('says nothing of waiting where no other workspace waits', () => {
    expect(bodyOf([])).not.toMatch(/do not create|may start there/);
  });

  it('asks for the ARN of the key that the first backup job used', () => {
    expect(bodyOf([])).toContain('send us the ARN of the key that the backup job used');
  });

  it('H6 does not exist where the name of another workspace has somebody else’s account in it', () => {
    expect(bodyOf([{ workspace: 'old 999988887777', region: 'eu-west-1' }])).toContain('can’t be copied');
  });
});
