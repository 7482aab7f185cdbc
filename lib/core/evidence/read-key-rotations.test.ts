import { describe, expect, it } from 'vitest';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { contentOf, KEY_ID, MATERIAL, OTHER_KEY_ID, refusalOf } from './evidence.test-support.ts';

const row = (given: Record<string, unknown> = {}) => ({
  KeyId: KEY_ID,
  KeyMaterialId: MATERIAL,
  KeyMaterialState: 'CURRENT',
  RotationDate: '2026-03-01T10:00:00.000000+00:00',
  RotationType: 'AUTOMATIC',
  KeyMaterialDescription: 'from the vault of Northwind',
  ...given,
});
const listed = (...rows: unknown[]) => JSON.stringify({ Rotations: rows, Truncated: false });
const refused = (pasted: string) => refusalOf('key_rotations', pasted);

describe('the owner’s list-key-rotations', () => {
  it('is read row by row, without the customer’s descriptions', () => {
    const first = { KeyMaterialState: 'NON_CURRENT', RotationDate: undefined, RotationType: undefined };
    expect(contentOf('key_rotations', listed(row(first), row({ KeyId: ARN, RotationType: 'ON_DEMAND' })))).toEqual({
      kind: 'key_rotations',
      rotations: [
        { keyMaterialId: MATERIAL, rotatedAt: null, type: null, materialState: 'NON_CURRENT' },
        {
          keyMaterialId: MATERIAL,
          rotatedAt: new Date('2026-03-01T10:00:00.000Z'),
          type: 'ON_DEMAND',
          materialState: 'CURRENT',
        },
      ],
    });
  });

  it('H15 keeps an unknown rotation type as not known', () => {
    expect(contentOf('key_rotations', listed(row({ RotationType: 'SPONTANEOUS' }))).rotations).toMatchObject([
      { type: null },
    ]);
  });

  it.each([
    ['about_another_key', listed(row(), row({ KeyId: OTHER_KEY_ID }))],
    ['about_another_key', listed(row({ KeyId: ARN.replace('eu-west-1', 'us-west-2') }))],
    ['about_another_key', `$ aws kms list-key-rotations --key-id ${OTHER_KEY_ID}\n${listed(row())}`],
    ['names_no_key', listed()],
    ['names_no_key', listed(row({ KeyId: undefined }))],
    ['part_of_a_list', JSON.stringify({ Rotations: [row()], Truncated: true })],
    ['part_of_a_list', JSON.stringify({ Rotations: [row()], NextToken: 'eyJ' })],
    ['not_this_command', listed(row({ KeyMaterialId: 'mine' }))],
    ['not_this_command', listed(...Array.from({ length: 1001 }, () => ({ KeyId: KEY_ID })))],
    ['not_this_command', '{}'],
    ['other_output_format', `Rotations:\n- KeyId: ${KEY_ID}`],
  ])('is refused as %s (%#)', (reason, pasted) => {
    expect(refused(pasted)).toBe(reason);
  });
});
