import { expect, it } from 'vitest';
import { toldToProblem } from '#lib/core/form/told-to.ts';

it.each([
  ['Dana Ruiz', null],
  ['Dana\u202eziuR', 'This contains invisible characters. Type it instead of pasting it.'],
  ['Da\u200bna', 'This contains invisible characters. Type it instead of pasting it.'],
  ['AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'This looks like a secret. Enter who was told.'],
])('H6 who was told has no hidden character and no secret: %j', (to, problem) => {
  expect(toldToProblem(to)).toBe(problem);
});
