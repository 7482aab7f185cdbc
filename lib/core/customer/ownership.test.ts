import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountCovers, codeFrom, CODE_BYTES, nextAskAt, readCiphertext, shownCode } from './ownership.ts';

const MINUTE_MS = 60_000;
const NOW = new Date('2026-11-29T12:00:00Z');
const codes = fc.uint8Array({ minLength: CODE_BYTES, maxLength: CODE_BYTES }).map(codeFrom);

describe('a code', () => {
  it('H16 has twenty characters of a to z and 2 to 7, each equally likely', () => {
    fc.assert(fc.property(codes, (code) => /^[a-z2-7]{20}$/.test(code)));
    const counts = Map.groupBy(
      Array.from({ length: 256 }, (_, byte) => codeFrom(new Uint8Array(CODE_BYTES).fill(byte))),
      (code) => code[0],
    );
    expect([...counts.values()].map((same) => same.length)).toEqual(Array.from({ length: 32 }, () => 8));
  });

  it('is never made of fewer random bytes', () => {
    expect(() => codeFrom(new Uint8Array(CODE_BYTES - 1))).toThrow('20 bytes');
  });
});

describe('a description', () => {
  it('H16 shows a code wherever it stands in the text, in upper or lower case', () => {
    fc.assert(
      fc.property(fc.string(), codes, fc.string(), fc.boolean(), (before, code, after, upper) => {
        const text = `${before}${upper ? code.toUpperCase() : code}${after}`;
        expect(shownCode(text, ['a'.repeat(20), code].toReversed())).toBe(code);
      }),
    );
  });

  it('H16 shows no code that is not open, and no part of one', () => {
    fc.assert(
      fc.property(codes, codes, (code, other) => {
        fc.pre(code !== other);
        expect(shownCode(`keydesk ${code.slice(1)} ${other}`, [code])).toBeNull();
        expect(shownCode(code, [])).toBeNull();
      }),
    );
  });
});

describe('the next question about an unproven key', () => {
  it.each([
    [0, 5],
    [119, 5],
    [120, 60],
    [10_000, 60],
    [-30, 5],
  ])('after %i minutes comes in %i', (sinceMinutes, inMinutes) => {
    const since = new Date(NOW.getTime() - sinceMinutes * MINUTE_MS);
    expect(nextAskAt(since, NOW)).toEqual(new Date(NOW.getTime() + inMinutes * MINUTE_MS));
  });
});

describe('a pasted ciphertext', () => {
  it('is read as the AWS CLI prints it: with line breaks, in quotes, or inside its JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        for (const pasted of [
          text,
          ` ${text}\n`,
          `"${text}"`,
          text.replaceAll(/.{76}/g, '$&\r\n'),
          JSON.stringify({ CiphertextBlob: text, KeyId: 'arn:aws:kms:eu-west-1:111122223333:key/x' }, null, 2),
        ])
          expect(Buffer.from(readCiphertext(pasted) ?? [])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each(['', '  ', 'not base64!', 'abcde', '='.repeat(4), 'A'.repeat(12_000)])('is none: %j', (pasted) => {
    expect(readCiphertext(pasted)).toBeNull();
  });
});

describe('a proven AWS account', () => {
  const bound = { customerId: 'one', sharedSince: null };
  it('H16 covers a further key only while it is bound to this holder alone and not known to be shared', () => {
    expect(accountCovers([bound], 'one')).toBe(true);
    expect(accountCovers([], 'one')).toBe(false);
    expect(accountCovers([bound], 'two')).toBe(false);
    expect(accountCovers([bound, { customerId: 'two', sharedSince: null }], 'one')).toBe(false);
    expect(accountCovers([{ ...bound, sharedSince: NOW }], 'one')).toBe(false);
  });
});
