import { describe, expect, it } from 'vitest';
import { statusForAccountExecutive, type SetupStatus } from '#lib/core/setup/instructions-status.ts';
import { WAITS_FOR } from '#lib/core/setup/stage.ts';

const aStatus = (given: Partial<SetupStatus> = {}): SetupStatus => ({
  customerName: 'Acme Logistics',
  stage: 'instructions sent',
  waitingFor: 'customer',
  since: new Date('2026-03-14T09:12:00.000Z'),
  timeZone: null,
  mayStart: false,
  ...given,
});

describe('the status for an account executive', () => {
  it('is two lines: the stage, and who acts since when', () => {
    expect(statusForAccountExecutive(aStatus())).toEqual({
      kind: 'text',
      text: 'Own AWS KMS key for Acme Logistics: instructions sent.\nWaiting for the customer since Sat 14 Mar 2026 09:12 UTC. The customer should not create a backup job or an archive job yet.',
    });
  });

  it.each(WAITS_FOR)('has two lines whoever acts, and warns until the customer was told: %s', (waitingFor) => {
    for (const mayStart of [false, true]) {
      const status = statusForAccountExecutive(aStatus({ waitingFor, mayStart, customerName: 'Acme\nLogistics' }));
      const text = status.kind === 'text' ? status.text : '';
      expect(text.split('\n')).toHaveLength(2);
      expect(text.includes('should not create')).toBe(!mayStart);
    }
  });

  it.each([
    { stage: 'testing arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
    { stage: 'account 444455556666 denied' },
    { customerName: '111122223333' },
    { customerName: '=1+1' },
  ])('H6 does not exist with an ARN, an account or a formula in it: %o', (given) => {
    expect(statusForAccountExecutive(aStatus(given))).toMatchObject({ kind: 'blocked', reason: 'unsafe_text' });
  });

  it('does not exist without a date', () => {
    expect(statusForAccountExecutive(aStatus({ since: new Date(Number.NaN) }))).toMatchObject({
      reason: 'malformed_instant',
    });
  });
});
