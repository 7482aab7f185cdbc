import { expect, it } from 'vitest';
import { refuseTooLarge } from './form-size.ts';

it('lets a form through up to 262,144 characters in all', () => {
  expect(
    refuseTooLarge([
      ['customerName', 'Acme'],
      ['arn', 'x'.repeat(262_140)],
    ]),
  ).toBeNull();
});

it('answers a larger one beside its longest field', () => {
  const refused = refuseTooLarge([
    ['customerName', 'Acme'],
    ['arn', 'x'.repeat(262_141)],
  ]);
  expect(refused).toMatchObject({ status: 'refused', problem: 'too_large' });
  expect(Object.keys(refused?.fieldErrors ?? {})).toEqual(['arn']);
});
