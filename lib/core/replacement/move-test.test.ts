import { describe, expect, it } from 'vitest';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { DENIAL_SOURCES, PROBE_FAULTS, STATE_REFUSALS } from '#lib/core/probe/report.ts';
import { keysOutOfUse, type MoveResult, type MoveTarget } from './move-test.ts';
import { moveTestWords } from './move-test-words.ts';

const aKey = (id: number, lastKeyState: string | null) => ({
  arn: `arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-00000000000${id}` as KeyArn,
  lastKeyState,
  lastKeyStoreId: null,
});
const target = (oldState: string | null, newState: string | null): MoveTarget => ({
  region: 'eu-west-1',
  oldKey: aKey(1, oldState),
  newKey: aKey(2, newState),
});

describe('the keys out of use', () => {
  it.each([
    ['Enabled', 'Enabled', []],
    [null, null, []],
    ['PendingImport', 'Unavailable', []],
    ['Disabled', 'Enabled', [{ key: 'old', state: 'disabled' }]],
    ['Enabled', 'PendingDeletion', [{ key: 'new', state: 'pending_deletion' }]],
    [
      'PendingReplicaDeletion',
      'Disabled',
      [
        { key: 'old', state: 'pending_deletion' },
        { key: 'new', state: 'disabled' },
      ],
    ],
  ])('H21 are named for an old key in %s and a new one in %s', (oldState, newState, expected) => {
    expect(keysOutOfUse(target(oldState, newState))).toEqual(expected);
  });
});

const NAMED = ['old', 'new', 'unclear'] as const;
const EVERY_RESULT: readonly MoveResult[] = [
  { result: 'allowed' },
  ...NAMED.flatMap((by): MoveResult[] => [
    ...DENIAL_SOURCES.map((denial) => ({ result: 'denied' as const, by, denial })),
    ...STATE_REFUSALS.map((refusal) => ({ result: 'wrong_state' as const, by, refusal })),
  ]),
  ...PROBE_FAULTS.map((fault) => ({ result: 'could_not_tell' as const, fault })),
  { result: 'not_run', outOfUse: [{ key: 'old', state: 'disabled' }] },
];

describe('the words of a move test', () => {
  it.each(EVERY_RESULT)('H2 never say that something works, and are whole sentences: $result $by $denial', (result) => {
    const words = moveTestWords(result);
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words).not.toMatch(/\bworks?\b|undefined|null/);
  });

  it.each(EVERY_RESULT.filter(({ result }) => result !== 'allowed'))(
    'name who acts next where something is to be done: $result $by $denial',
    (result) => {
      expect(moveTestWords(result).match(/Next action: (us|customer|unclear|nobody yet)\b/g)).toHaveLength(1);
    },
  );

  it('H2 speak of permission where the test is allowed', () => {
    expect(moveTestWords({ result: 'allowed' })).toBe(
      'A dry-run ReEncrypt from the old key to the new one is allowed: our account is permitted to move the data keys.',
    );
  });

  it('name the denied permission and its key first', () => {
    const denial = 'cross_account_catch_all';
    expect(moveTestWords({ result: 'denied', by: 'old', denial })).toMatch(
      /^AWS denied kms:ReEncryptFrom on the old key\. /,
    );
    expect(moveTestWords({ result: 'denied', by: 'new', denial })).toMatch(
      /^AWS denied kms:ReEncryptTo on the new key\. /,
    );
    expect(moveTestWords({ result: 'denied', by: 'unclear', denial })).toMatch(
      /^AWS denied the move, and its message doesn’t say on which key\. /,
    );
  });

  it('H12 leave the next action to us where AWS names our side, and unclear where it names no policy', () => {
    const next = (denial: (typeof DENIAL_SOURCES)[number]) =>
      /Next action: [a-z]+(, likely)?/.exec(moveTestWords({ result: 'denied', by: 'new', denial }))?.[0];
    expect(Object.fromEntries(DENIAL_SOURCES.map((denial) => [denial, next(denial)]))).toEqual({
      cross_account_catch_all: 'Next action: unclear',
      identity_policy: 'Next action: us',
      permissions_boundary: 'Next action: us',
      session_policy: 'Next action: us',
      service_control_policy: 'Next action: us',
      vpc_endpoint_policy: 'Next action: us',
      resource_control_policy: 'Next action: customer, likely',
      resource_policy: 'Next action: customer, likely',
      not_found: 'Next action: unclear',
      unrecognised: 'Next action: unclear',
    });
  });

  it('H3 ask whether it was intended before anybody is asked to enable a key or cancel a deletion', () => {
    for (const refusal of ['disabled', 'pending_deletion'] as const)
      expect(moveTestWords({ result: 'wrong_state', by: 'old', refusal })).toMatch(
        /Ask whether it was intended\..*until/,
      );
  });

  it('H21 name every key that keeps the test from being run, and the more urgent action', () => {
    const outOfUse = [
      { key: 'old', state: 'pending_deletion' },
      { key: 'new', state: 'disabled' },
    ] as const;
    expect(moveTestWords({ result: 'not_run', outOfUse })).toBe(
      'The old key is pending deletion, and the new key is disabled, so the test was not run. Next action: customer, urgent. Ask whether it was intended. Nothing can be moved until the deletion is canceled and the key is enabled.',
    );
  });
});
