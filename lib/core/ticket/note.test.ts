import { describe, expect, it } from 'vitest';
import { ok, refuse } from '#lib/core/result.ts';
import { LONGEST_NOTE, readNote } from './note.ts';
import { isOverdue, ticketHref } from './ticket.ts';

const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('a note', () => {
  it('keeps its lines, and nothing around it', () => {
    expect(readNote('  one\r\ntwo\t3\n')).toEqual(ok('one\ntwo\t3'));
    expect(readNote(' \n ')).toEqual(refuse('empty'));
    expect(readNote('a'.repeat(LONGEST_NOTE))).toMatchObject({ ok: true });
    expect(readNote('a'.repeat(LONGEST_NOTE + 1))).toEqual(refuse('too_long'));
  });

  it.each([
    ['a character that turns the direction of text', 'for \u202Eanimda'],
    ['a character without a width', 'AKIA\u200B'],
    ['a control', 'a\u0007b'],
  ])('is refused with %s', (_, text) => {
    expect(readNote(text)).toEqual(refuse('hidden_character'));
  });

  it.each([
    ['private_key', 'They sent:\n-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
    ['private_key', '-----BEGIN PRIVATE KEY-----'],
    ['secret_access_key', `${ACCESS_KEY} ${SECRET}`],
    ['secret_access_key', `aws_secret_access_key = ${SECRET}`],
    ['secret_access_key', `"SecretAccessKey": "${SECRET}"`],
    ['private_key', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQdGB'],
    ['secret_access_key', `id ${ACCESS_KEY} secret=${SECRET}`],
    ['secret_access_key', `The secret access key is ${SECRET}.`],
    ['secret_access_key', `${ACCESS_KEY}\n${SECRET.slice(0, 17)}\n  ${SECRET.slice(17)}\nThanks`],
    ['secret_access_key', `aws_secret_access_key =\r\n${SECRET}`],
    ['session_token', `x-amz-security-token: ${'IQoJb3JpZ2luX2Vj'.repeat(8)}`],
    ['session_token', `X-Amz-Security-Token=${'IQoJb3JpZ2%2BuX2Vj'.repeat(8)}`],
    ['session_token', `aws_session_token=${'IQoJb3JpZ2luX2Vj'.repeat(2)}\n${'IQoJb3JpZ2luX2Vj'.repeat(6)}`],
    ['access_token', `Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w`],
    ['access_token', `use ghp_${'aB3'.repeat(12)}`],
    ['session_token', `"SessionToken": "${'IQoJb3JpZ2luX2Vj'.repeat(8)}"`],
  ] as const)('is refused with what looks like a secret: %s', (reason, text) => {
    expect(readNote(text)).toEqual(refuse(reason));
  });

  it.each([
    ['an access key id alone', `CloudTrail shows ${ACCESS_KEY}.`],
    ['a hash beside one', `${ACCESS_KEY} 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12`],
    [
      'a path and a long name beside one',
      `${ACCESS_KEY} /var/lib/keydesk/backups/workspace/main/one a${'b'.repeat(39)}`,
    ],
    ['the word secret', 'They keep the ARN secret: key/1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d.'],
    ['an ARN', 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'],
    ['a public key', '-----BEGIN PUBLIC KEY-----'],
  ])('may contain %s', (_, text) => {
    expect(readNote(text)).toEqual(ok(text));
  });
});

describe('a ticket’s name', () => {
  it('is a link only where it is an address of the web', () => {
    expect(ticketHref('https://tickets.example.com/4711')).toBe('https://tickets.example.com/4711');
    for (const name of ['#4711', 'javascript:alert(1)', 'https://tickets.example.com@evil.example/1', 'https://'])
      expect(ticketHref(name)).toBeNull();
  });
});

it('a promise is overdue from its time on', () => {
  const until = new Date('2026-03-14T16:00:00Z');
  expect(isOverdue(until, new Date(until.getTime() - 1))).toBe(false);
  expect(isOverdue(until, until)).toBe(true);
});
