import { expect, it } from 'vitest';
import { SECRET_WORDS } from '#lib/core/ticket/ticket-words.ts';
import { secretFields } from './secret-fields.ts';

const SECRET = 'secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

it('H6 finds a secret in any field that somebody types, and leaves what was pasted to its reader', () => {
  expect(
    secretFields([
      ['note', `Log in with ${SECRET}`],
      ['ticket', SECRET],
      ['workspace', 'main'],
      ['workspace', SECRET],
      ['reason', 'The secret is not here.'],
      ['pasted', SECRET],
      ['edited', SECRET],
    ]),
  ).toEqual({
    note: SECRET_WORDS.secret_access_key,
    ticket: SECRET_WORDS.secret_access_key,
    workspace: SECRET_WORDS.secret_access_key,
  });
});
