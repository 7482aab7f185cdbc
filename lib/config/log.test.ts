import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';

function logged(
  fields: Record<string, unknown>,
  words = 'something happened',
): { line: string; entry: Record<string, unknown> } {
  const lines: string[] = [];
  createLogger({ name: 'keydesk-test', level: 'debug' }, { write: (line) => void lines.push(line) }).warn(
    fields,
    words,
  );
  expect(lines).toHaveLength(1);
  const line = lines[0] ?? '';
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== 'object' || entry === null) throw new Error('not an object');
  return { line, entry: { ...entry } };
}

describe('the log', () => {
  it('writes one JSON line per event, with the level as a word and the time in UTC', () => {
    const { line, entry } = logged({ event: 'sys_startup' });
    expect(line.endsWith('\n')).toBe(true);
    expect(line.trimEnd()).not.toContain('\n');
    expect(entry).toMatchObject({ level: 'warn', event: 'sys_startup', msg: 'something happened' });
    expect(entry['at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'sessionToken',
    'id_token',
    'clientSecret',
    'password',
    'Plaintext',
    'CiphertextBlob',
    'SecretAccessKey',
    'code_verifier',
    'databaseUrl',
  ])('redacts a field called %s, however deeply nested', (name) => {
    const { line } = logged({ request: { inner: [{ [name]: 'canary' }] } });
    expect(line).not.toContain('canary');
    expect(line).toContain('[redacted]');
  });

  it.each([
    'postgres://keydesk:canary@db:5432/keydesk',
    'Authorization: Bearer canary123456',
    'GET /api/auth/callback/oidc?code=canary&state=canary',
    'eyJhbGciOiJSUzI1NiJ9.canary-canary.canary',
    'Failed query: select 1 where token_hash = $1\nparams: canary,canary',
  ])('removes secrets from texts such as %j', (text) => {
    expect(logged({ text }).line).not.toContain('canary');
    expect(logged({ error: new Error(text) }).line).not.toContain('canary');
  });

  it('keeps name, message, stack and cause of an error, but not an attached response', () => {
    const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
      $response: { body: 'canary' },
      detail: 'Key (token_hash)=(canary) exists',
      code: '23505',
    });
    const { line, entry } = logged({ error });
    expect(entry['error']).toMatchObject({
      name: 'Error',
      message: 'outer',
      code: '23505',
      cause: { name: 'TypeError', message: 'inner' },
    });
    expect(line).toContain('log.test.ts');
    expect(line).not.toContain('canary');
  });

  it('escapes characters that break a line or control a terminal, without changing the text', () => {
    const text = 'a\r\nb\u2028c\u001b[31md\u202ee\u0085f';
    const { line, entry } = logged({ text });
    // oxlint-disable-next-line no-control-regex
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
    expect(entry['text']).toBe(text);
  });

  it('handles circular and deep objects, bytes and endless texts', () => {
    const circle: Record<string, unknown> = { bytes: new Uint8Array(9), long: 'x'.repeat(100_000) };
    circle['self'] = circle;
    const { line } = logged({ circle });
    expect(line).toContain('[9 bytes]');
    expect(line.length).toBeLessThan(20_000);
  });

  it('does not interpret format specifiers in a field', () => {
    expect(logged({ text: '%s%o%c' }).entry).toMatchObject({ text: '%s%o%c', msg: 'something happened' });
  });
});
