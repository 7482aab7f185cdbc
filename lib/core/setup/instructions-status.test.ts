import { describe, expect, it } from 'vitest';
import { statusForAccountExecutive, type SetupStatus, type StatusLine } from '#lib/core/setup/instructions-status.ts';
import { LINE_ATTENTION, SETUP_STEPS, WAITS_FOR, type Stage } from '#lib/core/setup/stage.ts';

const SINCE = new Date('2026-03-14T09:12:00.000Z');
const TOLD = new Date('2026-03-12T10:00:00.000Z');
const stage = (given: Partial<Stage> = {}): Stage => ({
  step: 'key',
  since: SINCE,
  waitsFor: 'customer',
  waitsSince: SINCE,
  attention: null,
  ...given,
});
const aLine = (given: Partial<StatusLine> = {}): StatusLine => ({
  workspace: 'billing',
  region: 'eu-west-1',
  stage: stage(),
  toldAt: null,
  firstBackupAt: null,
  ...given,
});
const dispatch = (given: Partial<StatusLine> = {}): StatusLine =>
  aLine({ workspace: 'dispatch', toldAt: TOLD, stage: stage({ step: 'first_backup' }), ...given });
const statusOf = (lines: StatusLine[], given: Partial<SetupStatus> = {}) =>
  statusForAccountExecutive({ customerName: 'Acme Logistics', timeZone: null, lines, ...given });
const linesOf = (...lines: StatusLine[]): string[] => {
  const status = statusOf(lines);
  return status.kind === 'text' ? status.text.split('\n') : [status.words];
};

describe('the status for an account executive', () => {
  it('says where a workspace stands, who acts since when, and that the customer must wait', () => {
    expect(linesOf(aLine())).toEqual([
      'Own AWS KMS key for Acme Logistics. billing: not yet (the key has not come yet).',
      'Waiting for the customer since Sat 14 Mar 2026 09:12 UTC: send the ARN of the key.',
      'The customer should not create a backup job or an archive job yet.',
    ]);
  });

  it('says that we owe the customer what the tests found, until they were told', () => {
    expect(linesOf(aLine({ stage: stage({ step: 'tests', waitsFor: 'us', attention: 'result_untold' }) }))[1]).toBe(
      'Waiting for us since Sat 14 Mar 2026 09:12 UTC: tell the customer what our tests of the key found.',
    );
  });

  it('lets a workspace start that was told so, while another one must wait', () => {
    expect(linesOf(dispatch(), aLine({ stage: stage({ step: 'our_side', waitsFor: 'us' }) }))).toEqual([
      'Own AWS KMS key for Acme Logistics. dispatch: may start since Thu 12 Mar 2026; the first backup has not been reported yet. billing: not yet (our tests passed).',
      'Waiting for us since Sat 14 Mar 2026 09:12 UTC: record that our product uses the key (billing).',
      'The customer should not create a backup job or an archive job in billing yet.',
    ]);
  });

  it('says that a workspace is finished, and then that nothing is left to do', () => {
    const finished = dispatch({ stage: null, firstBackupAt: SINCE });
    expect(linesOf(finished)).toEqual([
      'Own AWS KMS key for Acme Logistics. dispatch: finished; the first backup ran on Sat 14 Mar 2026.',
      'Nothing is left to do.',
    ]);
    expect(linesOf(finished, aLine())[2]).toBe(
      'The customer should not create a backup job or an archive job in billing yet.',
    );
  });

  it('says that the first backup used another key, and that we act', () => {
    const other = stage({ step: 'first_backup', waitsFor: 'us', attention: 'other_key' });
    expect(linesOf(dispatch({ stage: other }))).toEqual([
      'Own AWS KMS key for Acme Logistics. dispatch: may start since Thu 12 Mar 2026, but the first backup used another key.',
      'Waiting for us since Sat 14 Mar 2026 09:12 UTC: find out with the customer which key the backup job uses.',
    ]);
  });

  it('H27 lets nobody start any more where the proof was withdrawn after they were told', () => {
    const withdrawn = stage({ step: 'ownership', waitsFor: 'us', attention: 'ownership_withdrawn' });
    const [status = '', , warning] = linesOf(dispatch({ stage: withdrawn }));
    expect(status).toContain('dispatch: must wait again');
    expect(status).not.toMatch(/may start|proof/);
    expect(warning).toBe('The customer should not create a backup job or an archive job yet.');
  });

  it('tells workspaces of the same name apart by their regions', () => {
    const [status] = linesOf(aLine({ workspace: 'main' }), aLine({ workspace: 'main', region: 'us-west-2' }));
    expect(status).toContain('main (eu-west-1): not yet');
    expect(status).toContain('main (us-west-2): not yet');
  });

  it('has two or three lines at every step, and warns exactly while a workspace must wait', () => {
    for (const step of SETUP_STEPS)
      for (const waitsFor of WAITS_FOR)
        for (const attention of [null, ...LINE_ATTENTION])
          for (const toldAt of [null, TOLD]) {
            const lines = linesOf(aLine({ workspace: 'a\nb', toldAt, stage: stage({ step, waitsFor, attention }) }));
            const warns = toldAt === null || step !== 'first_backup';
            expect(lines).toHaveLength(warns ? 3 : 2);
            expect(lines.some((line) => line.includes('should not create'))).toBe(warns);
          }
  });

  it.each<[string, Partial<SetupStatus>, Partial<StatusLine>]>([
    [
      'an ARN',
      {},
      { workspace: 'testing arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
    ],
    ['an account', {}, { workspace: 'account 444455556666' }],
    ['an account for a customer', { customerName: '111122223333' }, {}],
    ['a formula', { customerName: '=1+1' }, {}],
    ['a formula for a workspace', {}, { workspace: '=1+1' }],
  ])('H6 does not exist with %s in it', (_what, given, line) => {
    expect(statusOf([aLine(line)], given)).toMatchObject({ kind: 'blocked', reason: 'unsafe_text' });
  });

  it('does not exist without a date', () => {
    const noDate = stage({ waitsSince: new Date(Number.NaN) });
    expect(statusOf([aLine({ stage: noDate })])).toMatchObject({ reason: 'malformed_instant' });
  });
});
