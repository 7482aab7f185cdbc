import { describe, expect, it } from 'vitest';
import { changedSinceTold } from '#lib/core/customer-text/told-words.ts';

const BEGAN = '2026-03-14T09:12:00.000Z';
const LATER = '2026-03-15T10:00:00.000Z';
const LOST = `${BEGAN}|access_lost||access_lost:GenerateDataKey`;

describe('what changed since the customer was told', () => {
  it('is nothing while the beginning, the cause, the deadline and the steps are the same', () => {
    expect(changedSinceTold(LOST, LOST)).toEqual([]);
  });

  it.each([
    [
      'a permission',
      `${BEGAN}|access_lost||access_lost:Encrypt,GenerateDataKey`,
      ['1 permission more denied (kms:Encrypt)'],
    ],
    [
      'an explicit Deny, which an Allow does not overrule',
      `${LOST}:GenerateDataKey`,
      ['an explicit Deny refuses kms:GenerateDataKey'],
    ],
    [
      'the cause and the deadline',
      `${BEGAN}|pending_deletion|${LATER}|pending_deletion`,
      ['deletion scheduled (before: access lost)', 'the deadline is now Sun 15 Mar 2026 10:00 UTC'],
    ],
    ['a relapse', LOST.replace(BEGAN, LATER), ['it began again on Sun 15 Mar 2026 10:00 UTC']],
    [
      'another finding beside it',
      `${LOST} material_expiring`.replace('||', `|${LATER}|`),
      ['the deadline is now Sun 15 Mar 2026 10:00 UTC', 'also key material expires'],
    ],
    ['a recovery', '', ['the reply no longer asks for anything']],
  ])('names %s', (_, now, words) => {
    expect(changedSinceTold(LOST, now)).toEqual(words);
  });
});
