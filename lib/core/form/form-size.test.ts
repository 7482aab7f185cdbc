import { expect, it } from 'vitest';
import { refuseTooLarge } from './form-size.ts';

it('accepts a form of up to 262,144 characters in total', () => {
  expect(
    refuseTooLarge([
      ['customerName', 'Acme'],
      ['arn', 'x'.repeat(262_140)],
    ]),
  ).toBeNull();
});

it('shows the refusal of a larger form at its longest field', () => {
  const refused = refuseTooLarge([
    ['customerName', 'Acme'],
    ['arn', 'x'.repeat(262_141)],
  ]);
  expect(refused).toMatchObject({ status: 'refused', problem: 'too_large' });
  expect(Object.keys(refused?.fieldErrors ?? {})).toEqual(['arn']);
});
