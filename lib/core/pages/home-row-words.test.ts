import { describe, expect, it } from 'vitest';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import { findingRecord } from '#lib/core/finding/all-findings.ts';
import { USABLE, type Verdict } from '#lib/core/finding/verdict.ts';
import type { ReplacementListItem } from './replacement-page.ts';
import type { SetupListItem } from './setup-list-page.ts';
import type { HomeKey, KeyRow } from './home-groups.ts';
import {
  changedRow,
  deadlineRow,
  needsUsRow,
  replacementNeedsUs,
  replacementRow,
  setupNeedsUs,
  setupRow,
  setupWaitingRow,
  setupWaitsForCustomer,
  type RowFacts,
} from './home-row-words.ts';

const NOTHING: RowFacts = { owner: null, ticket: null, copied: false, copiedByOther: null, replacementIds: [] };
const bad = (cause: FindingCode): Verdict => ({ status: findingRecord(cause).status ?? 'unverified', cause });
function rowOf(given: Partial<HomeKey> = {}, keys = 1): KeyRow {
  const lead: HomeKey = {
    id: 'k',
    customerId: 'c',
    customerName: 'Acme',
    region: 'eu-west-1',
    role: 'active',
    times: { workingDays: null, timeZone: null },
    verdict: bad('key_disabled'),
    nextAction: 'customer',
    notUsableSince: null,
    deadlineAt: null,
    toldBefore: false,
    promisedFor: null,
    ...given,
  };
  return {
    lead,
    keys: Array.from({ length: keys }, () => lead),
    news: null,
    notUsableSince: null,
    deadlineAt: null,
    promise: null,
    inIncident: false,
  };
}
const needsUs = (given: Partial<HomeKey>, row: { why: 'ours' | 'untold'; untold: boolean }, facts = NOTHING) => {
  const { problem, by, mark, action } = needsUsRow({ ...rowOf(given), ...row }, facts);
  return [problem, by, mark, action.label];
};
const UNTOLD = { why: 'untold', untold: true } as const;

describe('a row about keys', () => {
  it('names the step that is left until the customer is told', () => {
    expect(needsUs({}, UNTOLD)).toEqual(['disabled', 'us, then customer', 'customer not told', 'Write the reply']);
    expect(needsUs({ toldBefore: true }, UNTOLD)[2]).toBe('customer not told of the change');
    const copied = { ...NOTHING, copied: true };
    expect(needsUs({}, UNTOLD, copied).slice(2)).toEqual(['reply copied, not recorded as sent', 'Record as sent']);
  });

  it('says to everybody else who copied the reply, and asks nobody to write another', () => {
    const words = 'Priya copied the reply 12 minutes ago, ask them before you answer';
    const facts = { ...NOTHING, copiedByOther: words };
    expect(needsUs({}, UNTOLD, facts).slice(2)).toEqual([`customer not told; ${words}`, 'Open the reply']);
    expect(deadlineRow(rowOf(), facts)).toMatchObject({ mark: words, action: { label: 'Open the reply' } });
    // Who copied one too goes on with theirs.
    expect(needsUs({}, UNTOLD, { ...facts, copied: true })[3]).toBe('Record as sent');
  });

  it('is ours where our side must act, and says so of a key that is needed again', () => {
    const ours = { why: 'ours', untold: false } as const;
    const refused = { verdict: bad('unknown_refusal'), nextAction: 'vendor' } as const;
    expect(needsUs(refused, ours)).toEqual(['refused, reason unknown', 'us', null, 'Check our side']);
    const again = { verdict: USABLE, nextAction: 'vendor' } as const;
    expect(needsUs(again, ours)).toEqual([
      'released, but something depends on it again: the customer was asked to keep it enabled; release it again when nothing depends on it',
      'us',
      null,
      'Open',
    ]);
    expect(needsUs(again, { ...ours, untold: true })).toEqual([
      'released, but something depends on it again: ask the customer to keep it enabled',
      'us, then customer',
      'customer not told',
      'Write the reply',
    ]);
  });

  it('says what we promised, and nothing of a denial while its region has an incident', () => {
    const promise = { by: new Date('2026-03-14T10:15:00Z'), passed: true };
    const row = { ...rowOf(), promise, why: 'promise' as const, untold: false };
    expect(needsUsRow(row, NOTHING)).toMatchObject({
      problem: 'write to the customer again (disabled)',
      by: 'us',
      mark: 'we promised to write again by Sat 14 Mar 2026 10:15 UTC: overdue',
      action: { label: 'Write the reply', href: '/keys/k#reply' },
    });
    const since = { notUsableSince: new Date(0), inIncident: true };
    expect(needsUsRow({ ...row, ...since }, NOTHING)).toMatchObject({
      problem: 'write to the customer again (incident in eu-west-1)',
      notUsableSince: null,
    });
    expect(needsUsRow({ ...row, ...UNTOLD }, NOTHING).mark).toMatch(
      /^customer not told; we promised to write again by /,
    );
  });

  it('opens its key at the reply, and the customer where it stands for several keys', () => {
    expect(needsUsRow({ ...rowOf(), ...UNTOLD }, NOTHING)).toMatchObject({
      href: '/keys/k',
      action: { href: '/keys/k#reply' },
    });
    expect(needsUsRow({ ...rowOf({}, 5), ...UNTOLD }, NOTHING)).toMatchObject({
      beside: '5 keys, eu-west-1',
      href: '/customers/c',
      action: { href: '/customers/c' },
    });
  });

  it('says of a change what the status was', () => {
    const key = { ...rowOf().lead, verdictSince: new Date(0), before: USABLE };
    const row = { ...rowOf(), lead: key, keys: [key], direction: 'worse' } as const;
    expect(changedRow(row, NOTHING)).toMatchObject({
      problem: 'disabled (worse, was usable)',
      mark: null,
      by: 'customer',
    });
    const usable = { ...key, verdict: USABLE, before: bad('key_disabled') };
    expect(changedRow({ ...row, lead: usable, direction: 'better' }, NOTHING)).toMatchObject({
      problem: 'better, was disabled',
      mark: null,
    });
  });

  it('is marked as new in its own group, beside what else marks it, with how many of its keys are', () => {
    const news = { direction: 'worse', before: USABLE, keys: 1 } as const;
    expect(needsUsRow({ ...rowOf(), ...UNTOLD, news }, NOTHING).mark).toBe(
      'new (worse, was usable); customer not told',
    );
    expect(deadlineRow({ ...rowOf({}, 3), news }, NOTHING).mark).toBe('1 of 3 keys new (worse, was usable)');
    expect(deadlineRow(rowOf(), NOTHING).mark).toBeNull();
  });
});

const aSetup = (open: Partial<NonNullable<SetupListItem['open']>>, step: SetupListItem['lines'][number]['step']) =>
  ({
    setupId: 's',
    customerName: 'Initech',
    ticket: null,
    ownerId: 'o',
    ownerName: 'Ana',
    startedAt: '',
    lines: [{ workspace: 'main', region: 'eu-west-1', step, waitsFor: open.waitsFor ?? 'us', ended: false }],
    failing: null,
    closedAs: null,
    open: {
      waitsFor: 'us',
      waitsSince: '',
      stageSince: '',
      held: false,
      holdUntil: null,
      attention: [],
      ...open,
    },
  }) satisfies SetupListItem;

describe('a row about a setup', () => {
  it('has the step that waits for us as its button', () => {
    expect(setupRow(aSetup({}, 'clear'))).toMatchObject({
      problem: 'tests passed and our side recorded: clear it, then tell the customer that they may start',
      action: { label: 'Clear to start' },
    });
    expect(setupRow(aSetup({ attention: ['remind'] }, 'key'))).toMatchObject({
      problem: 'the customer hasn’t answered: remind them',
      action: { label: 'Remind' },
    });
  });

  it('says what comes next where tests passed, and until when the customer waits', () => {
    expect(setupRow(aSetup({}, 'our_side')).problem).toMatch(
      /^tests passed: record that our product uses the key, then clear it\. Until then the customer must not start$/,
    );
  });

  it('needs us while its customer wasn’t told that the key fails its tests, and then waits for them', () => {
    const failing = {
      keyId: 'k',
      problem: 'the key fails its tests: permission missing',
      notUsableSince: '2026-03-14T09:12:00.000Z',
      deadlineAt: null,
      told: null,
      toldBefore: false,
    };
    const untold = { ...aSetup({ waitsFor: 'customer' }, 'tests'), failing };
    expect([setupNeedsUs(untold), setupWaitsForCustomer(untold)]).toEqual([true, false]);
    expect(setupRow(untold)).toMatchObject({
      name: 'Initech',
      problem: 'the key fails its tests: permission missing',
      by: 'us, then customer',
      mark: 'customer not told',
      notUsableSince: failing.notUsableSince,
      links: [{ label: 'Key', href: '/keys/k' }],
      action: { label: 'Tell the customer' },
    });
    // Nobody is reminded of what they were not told.
    expect(setupRow({ ...untold, open: { ...untold.open, attention: ['remind'] } })).toMatchObject({
      problem: 'the key fails its tests: permission missing',
      action: { label: 'Tell the customer' },
    });
    const sent = { at: '2026-03-14T10:12:00.000Z', to: 'Dana Ruiz', channel: 'email' } as const;
    const told = { ...untold, failing: { ...failing, told: sent, toldBefore: true } };
    expect([setupNeedsUs(told), setupWaitsForCustomer(told)]).toEqual([false, true]);
    expect(setupWaitingRow(told)).toMatchObject({
      problem: 'the key fails its tests: permission missing; told Dana Ruiz by e-mail, Sat 14 Mar 2026 10:12 UTC',
      by: 'customer',
    });
    const held = { ...untold, open: { ...untold.open, held: true } };
    expect([setupNeedsUs(held), setupWaitsForCustomer(held)]).toEqual([false, false]);
  });

  it.each([
    [{}, true],
    [{ held: true }, false],
    [{ waitsFor: 'customer' }, false],
    [{ waitsFor: 'customer', attention: ['remind'] }, true],
  ] as const)('needs us with %j: %s', (open, needs) => {
    expect(setupNeedsUs(aSetup(open, 'key'))).toBe(needs);
  });
});

describe('a row about a replacement', () => {
  const item: ReplacementListItem = {
    id: 'r',
    customerName: 'Acme',
    waitsFor: 'approver',
    next: 'Somebody has to approve.',
    step: 'approve',
    alarm: null,
    lines: [{ workspace: 'main', region: 'eu-west-1', state: 'awaiting_approval' }],
    since: '',
    dueAt: '2026-03-14T09:12:00.000Z',
    ownerName: 'Ana',
    ticket: null,
    unverified: null,
    oldKeys: [{ id: 'k', region: 'eu-west-1' }],
  };

  it('H17 says whose wish it is where no verified contact asked for it, and names no deadline', () => {
    const unverified = { name: 'Owen Price', askedFor: '2026-03-18T09:12:00.000Z' };
    const row = replacementRow({ ...item, alarm: 'The old key is out of use.', unverified, dueAt: null });
    expect(row).toMatchObject({
      problem: 'The old key is out of use.',
      mark: 'Asked for by Owen Price, not confirmed with a verified contact; they named Wed 18 Mar 2026 09:12 UTC, which doesn’t count as a deadline',
      deadlineAt: null,
    });
  });

  it('is named in the row of its key too', () => {
    expect(deadlineRow(rowOf(), { ...NOTHING, replacementIds: ['r'] }).links).toEqual([
      { label: 'Replacement of this key', href: '/replacements/r' },
    ]);
  });

  it('says what “switched” means and what comes next', () => {
    const lines = [{ workspace: 'main', region: 'eu-west-1', state: 'acknowledged' }] as const;
    expect(replacementRow({ ...item, lines, next: 'Get a report.' }).problem).toBe(
      'our product uses the new key, the old one is kept for older backups. Get a report.',
    );
  });

  it('waits for an approver, who approves', () => {
    expect(replacementNeedsUs(item)).toBe(true);
    expect(replacementRow(item)).toMatchObject({
      by: 'an approver',
      problem: 'waiting for approval. Somebody has to approve.',
      mark: null,
      links: [{ label: 'Old key', href: '/keys/k' }],
      deadlineAt: item.dueAt,
      action: { label: 'Approve' },
    });
  });

  it('says its alarm first', () => {
    expect(replacementRow({ ...item, waitsFor: 'us', alarm: 'The old key is used.' })).toMatchObject({
      by: 'us',
      problem: 'The old key is used.',
      action: { label: 'Open' },
    });
  });
});
