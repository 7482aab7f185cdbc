import { describe, expect, it } from 'vitest';
import { FOUR_REGIONS, OWNER } from '#lib/core/setup/instructions.test-support.ts';
import { otherKeyText, type OtherKey } from './other-key-text.ts';

const [region] = FOUR_REGIONS;
if (region === undefined) throw new Error('Four regions are configured.');
const ARN = `arn:aws:kms:${region.code}:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const textWith = (given: Partial<OtherKey> = {}): string | null =>
  otherKeyText({
    customerName: 'Acme Logistics',
    contactName: 'Dana Ruiz',
    timeZone: null,
    workspace: 'dispatch',
    region,
    arn: ARN,
    ranAt: new Date('2026-03-14T09:12:00.000Z'),
    ...given,
  });

describe('the text about a first backup with another key', () => {
  it('asks the customer to choose the right key, which it names, and for the ARN that the job then used', () => {
    const text = textWith() ?? '';
    expect(text).toMatch(/^Hello Dana Ruiz,/);
    expect(text).toContain(`workspace dispatch (${region.name}, ${region.code}) ran on Sat 14 Mar 2026 09:12 UTC`);
    expect(text.match(/arn:\S+/g)).toEqual([ARN]);
    expect(text).toContain('send us the ARN of the key that the job used');
  });

  it.each<Partial<OtherKey>>([{ workspace: 'old 999988887777' }, { contactName: '=1+1' }])(
    'H6 does not exist with %o',
    (given) => {
      expect(textWith(given)).toBeNull();
    },
  );
});
