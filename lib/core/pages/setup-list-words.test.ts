import { describe, expect, it } from 'vitest';
import type { SetupListItem, SetupListLine } from './setup-list-page.ts';
import { setupStandingWords } from './setup-list-words.ts';

const line = (given: Partial<SetupListLine> = {}): SetupListLine => ({
  workspace: 'main',
  region: 'eu-west-1',
  step: 'key',
  waitsFor: 'customer',
  ended: false,
  ...given,
});
const OPEN: NonNullable<SetupListItem['open']> = {
  waitsFor: 'customer',
  waitsSince: '2026-03-14T09:12:00.000Z',
  stageSince: '2026-03-14T09:12:00.000Z',
  held: false,
  holdUntil: null,
  attention: [],
};
const words = (open: Partial<typeof OPEN> | null, lines = [line()], closedAs: SetupListItem['closedAs'] = null) =>
  setupStandingWords({
    setupId: 's',
    customerName: 'Acme',
    ticket: null,
    ownerId: 'o',
    ownerName: 'Robin',
    failing: null,
    startedAt: OPEN.waitsSince,
    lines,
    closedAs,
    open: open === null ? null : { ...OPEN, ...open },
  });

describe('where a setup stands', () => {
  it('says for whom it waits and what they do next', () => {
    expect(words({})).toBe('waiting for the customer: send the ARN of the key');
    expect(words({ waitsFor: 'account_executive' }, [line({ step: 'customer', waitsFor: 'account_executive' })])).toBe(
      'waiting for the account executive: confirm that the plan allows it',
    );
  });

  it('tells a key that the customer corrects from a test that we run', () => {
    expect(words({}, [line({ step: 'tests' })])).toBe('waiting for the customer: correct the key');
    expect(words({ waitsFor: 'us' }, [line({ step: 'tests', waitsFor: 'us' })])).toBe(
      'waiting for us: run the encrypt/decrypt test',
    );
  });

  it('is about the workspaces that wait for the same as the setup, each thing once', () => {
    const told = line({ step: 'told', waitsFor: 'us' });
    expect(words({ waitsFor: 'us' }, [line(), told, told, line({ step: null, waitsFor: null })])).toBe(
      'waiting for us: tell the customer',
    );
  });

  it('says why it needs us, until when it is on hold, or how it ended', () => {
    expect(words({ waitsFor: 'us', attention: ['remind'] })).toBe('waiting for us: remind the customer');
    expect(words({ held: true, holdUntil: '2026-12-02T10:00:00.000Z' })).toBe('on hold until Wed 2 Dec 2026');
    expect(words(null, [line({ ended: true })], 'withdrawn')).toBe('withdrawn');
  });
});
