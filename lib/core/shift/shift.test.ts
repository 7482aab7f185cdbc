import { describe, expect, it } from 'vitest';
import { dueFirst, itemHref, itemValue, RANKS, readItemValue, type HandedOver } from './handover.ts';
import { keysStateWords } from './item-state-words.ts';
import { ownerIdOf, ownerNow, TEAM_ID } from './owner.ts';
import { ownerWords } from './owner-words.ts';

const NOW = new Date('2026-03-17T16:00:00Z');
const ana = { staffId: 'a', name: 'Ana', disabledAt: null, awayUntil: null };
const wordsOf = (stored: Parameters<typeof ownerNow>[0]) => ownerWords(ownerNow(stored, NOW));

describe('who has something', () => {
  it('is the person, or the team where nobody has it', () => {
    expect(wordsOf(ana)).toBe('Ana');
    expect(wordsOf({ ...ana, staffId: null, name: null })).toBe('team');
    expect(wordsOf({ ...ana, staffId: TEAM_ID, name: 'team' })).toBe('team');
  });

  it('is the team until the moment at which an absence ends', () => {
    const later = new Date(NOW.getTime() + 1);
    expect(wordsOf({ ...ana, awayUntil: later })).toBe('team (Ana is away until Tue 17 Mar 2026 16:00 UTC)');
    expect(wordsOf({ ...ana, awayUntil: NOW })).toBe('Ana');
    expect(ownerIdOf(ownerNow({ ...ana, awayUntil: later }, NOW))).toBeNull();
  });

  it('is the team while the person is disabled, whether they are away or not', () => {
    expect(wordsOf({ ...ana, disabledAt: NOW, awayUntil: NOW })).toBe('team (Ana is disabled)');
  });
});

describe('the items of a hand-over', () => {
  const item = (kind: HandedOver['kind'], customerName: string, minutes: number | null): HandedOver => ({
    kind,
    id: '018f2f3e-7c11-7a3b-8d2e-0000000000aa',
    customerId: 'c',
    customerName,
    what: kind,
    promise: minutes === null ? null : { words: 'call', until: new Date(NOW.getTime() + minutes * 60_000) },
    state: null,
    deadlineAt: null,
    copied: null,
    told: null,
    keyId: null,
  });

  it('come by the times of their promises, the overdue ones first, then by customer', () => {
    const items = [
      item('setup', 'Beta', null),
      item('unsent_text', 'Acme', null),
      item('setup', 'Acme', null),
      item('ticket', 'Beta', 10),
      item('ticket', 'Zeta', -10),
    ];
    expect(dueFirst(items).map(({ customerName, kind }) => `${customerName} ${kind}`)).toEqual([
      'Zeta ticket',
      'Beta ticket',
      'Acme setup',
      'Acme unsent_text',
      'Beta setup',
    ]);
  });

  it('come by promise or deadline, whichever is earlier, and then by how bad their state is', () => {
    const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
    const items = [
      { ...item('ticket', 'Fine', null), state: { words: 'Usable', rank: RANKS.usable } },
      { ...item('ticket', 'Attention', null), state: { words: 'Attention', rank: RANKS.attention } },
      { ...item('ticket', 'Unusable', null), state: { words: 'Unusable', rank: RANKS.unusable } },
      { ...item('ticket', 'Later promise', 60), deadlineAt: minutes(20) },
      item('ticket', 'Promise', 30),
      { ...item('replacement', 'Due', null), deadlineAt: minutes(10) },
    ];
    expect(dueFirst(items).map(({ customerName }) => customerName)).toEqual([
      'Due',
      'Later promise',
      'Promise',
      'Unusable',
      'Attention',
      'Fine',
    ]);
  });

  it('say the worst status of their keys, and how old that is (H26)', () => {
    const disabled = { status: 'unusable', cause: 'key_disabled' } as const;
    const checkedAt = new Date('2026-03-17T15:12:00Z');
    expect(keysStateWords(disabled, { keys: 1, checkedAt }, NOW)).toBe('Unusable: disabled, last checked 15:12 UTC');
    expect(keysStateWords(disabled, { keys: 3, checkedAt: null }, NOW)).toBe(
      'Unusable: disabled (the worst of 3 keys), never checked',
    );
  });

  it('are sent as kind and id, and nothing else is read as one', () => {
    const setup = item('setup', 'Acme', null);
    expect(readItemValue(itemValue(setup))).toEqual({ kind: 'setup', id: setup.id });
    for (const value of ['', 'setup', 'setup:1', `key:${setup.id}`, `setup:${setup.id}:`])
      expect(readItemValue(value)).toBeNull();
  });

  it('lead to where they are worked on', () => {
    expect(itemHref({ kind: 'setup', id: 's', customerId: 'c', keyId: null })).toBe('/setups/s');
    expect(itemHref({ kind: 'ticket', id: 't', customerId: 'c', keyId: null })).toBe('/customers/c#tickets');
    expect(itemHref({ kind: 'told_text', id: 't', customerId: 'c', keyId: 'k' })).toBe('/keys/k');
    expect(itemHref({ kind: 'told_text', id: 't', customerId: 'c', keyId: null })).toBe('/customers/c#texts');
  });
});
