import { describe, expect, it } from 'vitest';
import { DEPARTURE_TEXTS, nextStep, DEPARTURE_STEPS, textToSend } from '#lib/core/departure/departure.ts';
import { END_OF_KEY } from '#lib/core/text/end-of-key.ts';
import { layOutAll, paragraph } from '#lib/core/text/blocks.ts';
import { appearedSince, releaseBlocks, releaseBlockWords } from './release-blocks.ts';
import { departureText, type DepartureTextInput, type SeenKey } from './departure-texts.ts';
import { endReached, watchOn, type Watched } from './watch.ts';

const NOW = new Date('2026-03-14T09:12:00.000Z');
const DAY_MS = 24 * 3_600_000;
const before = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const KEY: SeenKey = {
  arn: ARN,
  awsAccountId: '111122223333',
  region: 'eu-west-1',
  vendorAccountId: '444455556666',
  shared: false,
  releasedAt: before(40),
  lastDescribed: { at: before(38), keyState: 'PendingDeletion', deletionAt: before(31) },
  unseenSince: before(37),
  lastCheckedAt: before(0.1),
  ownerSaid: null,
  retiredAt: null,
};
const INPUT: DepartureTextInput = {
  path: 'make_unreadable',
  customerName: 'Acme Logistics',
  timeZone: 'Europe/Berlin',
  workspaces: [{ name: 'main', region: 'eu-west-1' }],
  keys: [KEY],
  request: { by: 'Dana Ruiz', at: before(50), reference: 'letter 12' },
  now: NOW,
};
const bodyOf = (...[kind, input]: Parameters<typeof departureText>): string => {
  const made = departureText(kind, input);
  if (!made.ok) throw new Error(made.words);
  return made.body;
};

describe.each(DEPARTURE_TEXTS)('the text %s', (kind) => {
  const body = bodyOf(kind, INPUT);

  it('opens with what each way of cutting our access does', () => {
    expect(body.startsWith(layOutAll([paragraph('Hello,'), ...END_OF_KEY]))).toBe(true);
  });

  it('H19 never says that a key may be deleted, and calls no waiting period a grace period', () => {
    expect(body.replaceAll(/\s+/g, ' ')).not.toMatch(/you (may|can) (now )?(safely )?delete|safe to delete|grace/i);
  });

  it('H13 never says that a key or data is gone', () => {
    expect(body).not.toMatch(/unrecoverabl|(data|backups?) (is|are) (lost|gone)/i);
  });

  it('is written for a customer: no contractions, and nothing of ours', () => {
    expect(body).not.toMatch(/\b\w+n['’]t\b|\b(it|that|there|what)['’]s\b|\b(we|you)['’](re|ll|ve)\b|keydesk|\bH\d/i);
  });

  it('H6 can’t leave with somebody else’s account in it', () => {
    const foreign = { ...INPUT, workspaces: [{ name: 'for 999988887777', region: 'eu-west-1' }] };
    expect(departureText(kind, foreign)).toMatchObject({ ok: false, words: /999988887777/ });
  });
});

describe('what we saw', () => {
  it('H13 says what was seen and when, and what the owner’s own output says', () => {
    const body = bodyOf('what_we_saw', INPUT);
    expect(body).toContain('We last saw it on Wed 4 Feb 2026');
    expect(body).toContain('its state was PendingDeletion');
    expect(body).toContain('It has been no longer visible to us since');
    expect(body).toContain('You have not sent us the output of describe-key');
    const gone = { ...KEY, ownerSaid: { at: before(1), keyState: null, deletionAt: null } };
    expect(bodyOf('what_we_saw', { ...INPUT, keys: [gone] })).toContain('says that this key does not exist');
  });
});

describe('what keeps a key', () => {
  const zero = Object.fromEntries(
    [
      'restore_points',
      'archives',
      'locked_versions',
      'copies_elsewhere',
      'granted_resources',
      'jobs',
      'running_restores',
      'failed_moves',
      'legal_holds',
    ].map((kind) => [kind, 0]),
  );
  it.each<[string, number, number, string[]]>([
    ['exactly 24 hours and 7 days', 1, 7, []],
    ['a report a minute older than 24 hours', 1.001, 8, ['report_too_old']],
    ['a minute less than 7 days', 0, 6.999, ['not_long_enough']],
  ])('H19 is judged to the minute: %s', (_, asOfDays, zeroDays, blocks) => {
    const known = { counts: zero, asOf: before(asOfDays), zeroSince: before(zeroDays) };
    expect(releaseBlocks(known, NOW).map(({ kind }) => kind)).toEqual(blocks);
  });

  it('H19 counts the 7 days from the switch to another key at the earliest', () => {
    const known = { counts: zero, asOf: NOW, zeroSince: before(20) };
    expect(releaseBlocks(known, NOW, before(6)).map(({ kind }) => kind)).toEqual(['not_long_enough']);
    expect(releaseBlocks(known, NOW, before(7))).toEqual([]);
  });

  it('is new when there is more of it than at the release, and what was not reported then counts as none', () => {
    expect(appearedSince({ jobs: 1, archives: 2 }, { jobs: 1, archives: 2 })).toEqual([]);
    expect(appearedSince({ jobs: 1, archives: 3 }, { jobs: 1, archives: 2 })).toEqual(['archives']);
    expect(appearedSince({ jobs: 1 }, null)).toEqual(['jobs']);
  });
});

describe('the watch', () => {
  const NEVER: Watched = { unseenSince: null, watchedAt: null };
  const denied = (days: number, lastDescribedAt: Date | null = null) => ({
    lastConclusiveAt: before(days),
    lastDescribedAt,
    ourSide: false,
  });

  it('begins the days anew after a check that saw the key, one that our side explains, and a silence of over three days', () => {
    const since = watchOn(NEVER, denied(20));
    expect(since).toEqual({ unseenSince: before(20), watchedAt: before(20) });
    expect(watchOn(since, denied(18))).toEqual({ unseenSince: before(20), watchedAt: before(18) });
    expect(watchOn(since, denied(16))).toEqual({ unseenSince: before(16), watchedAt: before(16) });
    expect(watchOn(since, denied(18, before(18))).unseenSince).toBeNull();
    expect(watchOn(since, denied(18, before(19))).unseenSince).toEqual(before(18));
    expect(watchOn(since, { ...denied(18), ourSide: true }).unseenSince).toBeNull();
    expect(watchOn(since, denied(20))).toBe(since);
    expect(watchOn(since, { lastConclusiveAt: null, lastDescribedAt: null, ourSide: false })).toBe(since);
  });

  it('ends at exactly 30 days out of sight, while somebody still looks', () => {
    expect(endReached({ unseenSince: before(30), watchedAt: before(1) }, null, NOW)).toBe('no_longer_visible');
    expect(endReached({ unseenSince: before(29.999), watchedAt: before(1) }, null, NOW)).toBeNull();
    expect(endReached({ unseenSince: before(40), watchedAt: before(4) }, null, NOW)).toBeNull();
    expect(endReached({ unseenSince: before(40), watchedAt: before(-1) }, null, NOW)).toBeNull();
  });
});

it('the steps come one after the other', () => {
  for (const [index, step] of DEPARTURE_STEPS.entries()) expect(nextStep(DEPARTURE_STEPS.slice(0, index))).toBe(step);
  expect(nextStep(DEPARTURE_STEPS)).toBeNull();
});

it('the customer is told what happens before the first step, that our statement may go after the last one, and what we saw at the end', () => {
  const leaves = { path: 'leaves', allRetired: true } as const;
  expect(textToSend({ ...leaves, next: 'jobs_stopped', told: [] })).toBe('leaving');
  expect(textToSend({ ...leaves, next: 'jobs_stopped', told: ['leaving'] })).toBeNull();
  expect(textToSend({ ...leaves, next: null, told: ['leaving'] })).toBe('statement_may_go');
  expect(textToSend({ ...leaves, next: null, told: ['statement_may_go'] })).toBeNull();
  const unreadable = { path: 'make_unreadable', next: null, told: ['statement_may_go'] } as const;
  expect(textToSend({ ...unreadable, allRetired: false })).toBeNull();
  expect(textToSend({ ...unreadable, allRetired: true })).toBe('what_we_saw');
});

it('sets each count that keeps a key apart from its kind', () => {
  const counts = [
    ['restore_points', 1204],
    ['jobs', 1],
  ] as const;
  expect(releaseBlockWords({ kind: 'something_left', counts }, NOW)).toBe(
    'Something depends on this key (restore points: 1,204; backup and archive jobs, paused ones included: 1).',
  );
});
