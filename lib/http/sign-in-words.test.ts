import { describe, expect, it } from 'vitest';
import { SIGN_IN_PROBLEM_WORDS, SIGN_IN_PROBLEMS, signInProblem } from './sign-in-words.ts';

describe('signInProblem', () => {
  it.each(SIGN_IN_PROBLEMS)('lets the code %s through, which has words', (code) => {
    expect(signInProblem(code)).toBe(code);
    expect(SIGN_IN_PROBLEM_WORDS[code]).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    'Failed query: insert into "staff" … params: Aidan Agent,aidan.agent@acme.test',
    'Callback',
    'AccessDenied',
    'discovery',
    'constructor',
    '',
    null,
    undefined,
    ['Discovery'],
  ])('turns %j into one code that says nothing', (code) => {
    expect(signInProblem(code)).toBe('Failed');
  });
});
