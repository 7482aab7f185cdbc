import { describe, expect, it } from 'vitest';
import type { RestoreKey } from '#lib/core/service/restore-key.ts';
import { restoreText } from './restore-text.ts';

const AT = new Date('2026-11-30T09:00:00.000Z');
const arnOf = (id: string): string => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
const keyOf = (keyId: string) => ({ keyId, restorePoints: 'unknown' }) as const;

const ANSWERS: Readonly<Record<string, RestoreKey>> = {
  reported: { workspaceId: 'w', kind: 'reported', why: 'only_one', asOf: AT, keys: [keyOf('old')] },
  guess: { workspaceId: 'w', kind: 'guess', why: 'by_roles', from: AT, to: null, keys: [keyOf('old')] },
  none_left: {
    workspaceId: 'w',
    kind: 'guess',
    why: 'none_left',
    from: AT,
    to: AT,
    zeroSince: AT,
    asOf: AT,
    keys: [keyOf('new'), keyOf('old')],
  },
  several: { workspaceId: 'w', kind: 'several', why: 'report_differs', keys: [keyOf('old'), keyOf('new')] },
  none: { workspaceId: 'w', kind: 'none', why: 'no_key', keys: [] },
};
const textOf = (kind: string, workspace = 'default, eu-west-1') => {
  const answer = ANSWERS[kind];
  if (answer === undefined) throw new Error(kind);
  const arns = answer.keys.map(({ keyId }) => arnOf(keyId));
  return restoreText({ answer, at: AT, workspace, contactName: 'Dana Ruiz', timeZone: null, arns });
};

describe('the answer for a customer to which key a restore needs', () => {
  it.each(['guess', 'none_left', 'several'])('is not given as certain where it is not: %s', (kind) => {
    expect(textOf(kind)?.body).toMatch(/We cannot (?:confirm it|say) yet/);
  });

  it.each(['reported', 'guess', 'none_left', 'several'])(
    'H19 names every key that may be needed and asks to keep it enabled: %s',
    (kind) => {
      const body = textOf(kind)?.body ?? '';
      for (const { keyId } of ANSWERS[kind]?.keys ?? []) expect(body).toContain(arnOf(keyId));
      expect(body).toMatch(/Please keep (?:this key|these keys) enabled/);
    },
  );

  it('is none where no key is known', () => {
    expect(textOf('none')).toBeNull();
  });

  it('H6 is none where a name in it is an account of somebody else', () => {
    expect(textOf('guess', 'backup of 999988887777, eu-west-1')).toBeNull();
  });
});
