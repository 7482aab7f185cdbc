import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growth, HOSTILE_PIECES } from './growth.test-support.ts';
import { withoutSecrets } from './without-secrets.ts';

const scrubbed = (text: string): string => String(withoutSecrets({ text })['text']);

const CANARY = 'Canary0';
/** Secrets as they appear in texts. */
const SECRETS = [
  `postgres://keydesk:${CANARY}@db:5432/keydesk`,
  `postgres://keydesk:${CANARY}@more@db/keydesk`,
  `a-scheme-of-more-than-thirty-two-letters+and.so.on://:${CANARY}@host`,
  `https://user@name:${CANARY},x@host`,
  `Bearer ${CANARY}`,
  `bearer ${CANARY}.more/and=more`,
  `Basic ${CANARY}==`,
  `DPoP ${CANARY}~`,
  `eyJhbGciOiJSUzI1NiJ9.${CANARY}.signature`,
  `eyJhbGciOiJSUzI1NiJ9.payload.${CANARY}`,
  `eyJhbGciOiJSUzI1NiJ9..iv.${CANARY}.tag`,
  `eyJ${CANARY}AAAAAAAA.a.b`,
  `?code=${CANARY}`,
  `&state=${CANARY}`,
  `?password=${CANARY}`,
  `&client_secret=${CANARY}`,
  `#access_token=${CANARY}`,
  `?id_token=${CANARY}&x=1`,
  `&code_verifier=${CANARY}"`,
  `\nparams: 1,${CANARY},2`,
  `\nparams: a line\nand ${CANARY}\n    at Query.run (pool.ts:1:1)`,
];
const BEFORE = ['', ' ', '"', '(', '-', '.', 'x-', 'a.b.', '/', '\n', 'eyJ.', 'Failed query: ', '://'];

describe('secrets in a text', () => {
  it('are hidden anywhere, whatever the text around them', () => {
    const around = fc.string({ maxLength: 60, unit: fc.constantFrom(...Array.from('ab1.-:/@?&= \n"'), 'eyJ') });
    fc.assert(
      fc.property(
        around,
        fc.constantFrom(...BEFORE),
        fc.constantFrom(...SECRETS),
        around,
        (left, before, secret, right) => {
          const text = `${left} ${before}${secret} ${right}`;
          expect(scrubbed(text)).not.toContain(CANARY);
          expect(JSON.stringify(withoutSecrets({ error: new Error(text) }))).not.toContain(CANARY);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each(SECRETS)('are hidden when the cut falls into them: %j', (secret) => {
    for (const cutAt of [1, 20, 30, secret.length - 1])
      for (const before of [
        `${'x'.repeat(7_999 - cutAt)} `,
        // What was redacted before makes room for the end of what is read.
        `?code=${'x'.repeat(63_993 - cutAt)} `,
      ])
        expect(scrubbed(`${before}${secret}`)).not.toMatch(/Canary/);
  });

  it.each([
    'https://keydesk.example.com/keys?q=acme',
    'User: arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe is not authorized to perform: kms:Decrypt',
    'eyJ is how a JSON Web Token begins',
    'v1.2.3-eyJ.5',
    'relation "params" does not exist',
    'Basic auth is off',
  ])('are not found in a text without any: %s', (text) => {
    expect(scrubbed(text)).toBe(text);
  });
});

describe('the time to hide secrets', () => {
  it.each(HOSTILE_PIECES)('grows only linearly with the length of the text: %j, repeated', (piece) => {
    for (const end of ['', '!', '@', '\n']) expect(growth(scrubbed, piece, end)).toBeLessThan(10);
  });
});
