import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { shortenIdentifier } from './shorten-identifier.ts';

const shown = (value: string) => {
  const { hiddenStart, head, hiddenMiddle, tail } = shortenIdentifier(value);
  return `${hiddenStart && '…'}${head}${hiddenMiddle && '…'}${tail}`;
};

describe('shortenIdentifier', () => {
  it.each([
    ['arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-1111-2222-3333-4444555566aa9f0e', '…:key/1a2b…9f0e'],
    ['arn:aws:kms:eu-west-1:111122223333:key/mrk-1a2b3c4d111122223333444455559f0e', '…:key/mrk-1a2b…9f0e'],
    ['arn:aws:iam::111122223333:role/backup/keydesk-probe', '…:role/backup/keyd…robe'],
    ['1a2b3c4d-1111-2222-3333-444455559f0e', '1a2b…9f0e'],
    ['111122223333', '1111…3333'],
    ['short', 'short'],
    ['', ''],
  ])('shows %s as %s', (value, words) => {
    expect(shown(value)).toBe(words);
  });

  it('loses nothing: the joined parts are the value, so a selection copies all of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `arn:${rest}`),
        ),
        (value) => {
          const { hiddenStart, head, hiddenMiddle, tail } = shortenIdentifier(value);
          expect(hiddenStart + head + hiddenMiddle + tail).toBe(value);
        },
      ),
    );
  });
});
