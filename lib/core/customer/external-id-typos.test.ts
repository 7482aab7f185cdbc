import fc from 'fast-check';
import { expect, it } from 'vitest';
import { confusableExternalIds } from './external-id-typos.ts';

it.each([
  ['another case', 'acme-1', 'ACME-1'],
  ['look-alike characters', 'CO-100', 'C0-l0O'],
  ['a changed character', 'CUST-17', 'CUST-19'],
  ['a missing character', 'CUST-17', 'CUST17'],
  ['a further character', 'CUST-17', 'CUST--17'],
])('%s makes an external id that is taken for it', (_, id, other) => {
  expect(confusableExternalIds(id)).toContain(other);
});

it('an id with two other characters is not taken for it', () => {
  expect(confusableExternalIds('CUST-17')).not.toContain('CUST-28');
});

it('every id of any length has fewer than 30,000 of them, all valid, itself among them', () => {
  const anyId = fc.string({ unit: fc.constantFrom(...Array.from('abzABZ019lIO._-')), minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(anyId, (id) => {
      const near = confusableExternalIds(id);
      expect(near).toContain(id);
      expect(near.length).toBeLessThan(30_000);
      expect(near.every((one) => /^[A-Za-z0-9._-]{1,64}$/.test(one))).toBe(true);
    }),
    { numRuns: 20 },
  );
});
