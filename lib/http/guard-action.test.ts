import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ActionState } from '#lib/core/form/action-state.ts';
import { guardAction, type GuardContext } from './guard-action.ts';
import { guardedRequest, NextsOwnRedirect, ORIGIN, staffWith } from './guards.test-support.ts';

const Note = z.object({ note: z.string().min(3, 'Write at least 3 characters.'), tag: z.array(z.string()).optional() });

function form(fields: [string, string | Blob][] = [['note', 'hello']]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

function guarded(context: GuardContext, formData: unknown = form()) {
  const run = vi.fn(async (): Promise<ActionState<string>> => ({ status: 'done', value: 'ran' }));
  return { run, state: guardAction(context, 'keys:check', Note, formData, run) };
}

describe('guardAction', () => {
  it('runs the action with the parsed input and the signed-in member of staff', async () => {
    const { run, state } = guarded(guardedRequest('agent').context);
    expect(await state).toEqual({ status: 'done', value: 'ran' });
    expect(run).toHaveBeenCalledWith({ note: 'hello' }, staffWith('agent'), { requestId: 'request-1' });
  });

  it.each([
    ['no Origin', {}],
    ['a null Origin', { origin: 'null' }],
    ['a malformed Origin', { origin: '::::' }],
    ['a foreign Origin', { origin: 'https://evil.test' }],
    [
      'a foreign Origin that X-Forwarded-Host repeats',
      { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test' },
    ],
    ['our Origin from a cross-site context', { origin: ORIGIN, 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s before anything else, and logs an attempt', async (_what, headers: Record<string, string>) => {
    const { context, logged } = guardedRequest('signed_out', headers);
    const { run, state } = guarded(context);
    expect(await state).toMatchObject({ status: 'refused', problem: 'foreign_origin' });
    expect(run).not.toHaveBeenCalled();
    expect(logged).toMatchObject([{ level: 'warn', event: 'malicious_csrf', requestId: 'request-1' }]);
  });

  it.each([
    ['signed_out', 'not signed in'],
    ['idle_too_long', '30 minutes'],
    ['expired', '12 hours'],
    ['disabled', 'disabled by an admin'],
  ] as const)(
    'refuses a session that is %s, says why, and says that the typed text is still there',
    async (why, words) => {
      const { context, logged } = guardedRequest(why);
      const { run, state } = guarded(context);
      expect(await state).toMatchObject({
        status: 'refused',
        problem: 'signed_out',
        words: expect.stringContaining(words),
      });
      expect(run).not.toHaveBeenCalled();
      expect(logged).toMatchObject([{ event: 'session_missing', reason: why }]);
    },
  );

  it('refuses a role without the capability and names the role that has it', async () => {
    const { context, logged } = guardedRequest('viewer');
    const { run, state } = guarded(context, form([['nonsense', '']]));
    expect(await state).toMatchObject({
      problem: 'not_allowed',
      words: expect.stringContaining('You need the role agent'),
    });
    expect(run).not.toHaveBeenCalled();
    expect(logged).toMatchObject([{ event: 'authz_fail', capability: 'keys:check', role: 'viewer' }]);
  });

  it.each<[string, [string, string | Blob][], string]>([
    ['a value the schema refuses', [['note', 'x']], 'note'],
    ['a missing field', [], 'note'],
    [
      'a field the schema does not know',
      [
        ['note', 'hello'],
        ['role', 'admin'],
      ],
      'role',
    ],
    [
      'a field of the prototype',
      [
        ['note', 'hello'],
        ['__proto__', 'x'],
      ],
      '__proto__',
    ],
    [
      'the same field twice',
      [
        ['note', 'hello'],
        ['note', 'world'],
      ],
      'note',
    ],
    ['a file', [['note', new Blob(['hello'])]], 'note'],
    ['a NUL character', [['note', 'hel\0lo']], 'note'],
  ])('refuses %s and names the field', async (_what, fields, name) => {
    const { run, state } = guarded(guardedRequest('agent').context, form(fields));
    const refused = await state;
    expect(refused).toMatchObject({ status: 'refused', problem: 'invalid' });
    expect(refused.status === 'refused' && Object.keys(refused.fieldErrors ?? {})).toEqual([name]);
    expect(run).not.toHaveBeenCalled();
  });

  it.each([
    ['arguments that are not a form', { note: 'hello' }],
    ['no argument', undefined],
  ])('refuses %s', async (_what, argument) => {
    const { run, state } = guarded(guardedRequest('agent').context, argument ?? null);
    expect(await state).toMatchObject({ problem: 'invalid' });
    expect(run).not.toHaveBeenCalled();
  });

  it('refuses a form that is too large', async () => {
    const { run, state } = guarded(guardedRequest('agent').context, form([['note', 'x'.repeat(300_000)]]));
    expect(await state).toMatchObject({ problem: 'too_large' });
    expect(run).not.toHaveBeenCalled();
  });

  it('reads a repeated field as a list where the schema wants one, and leaves React’s own fields out', async () => {
    const fields: [string, string][] = [
      ['note', 'hello'],
      ['tag', 'a'],
      ['tag', 'b'],
      ['$ACTION_REF_1', ''],
      ['$ACTION_KEY', 'k'],
    ];
    const { run, state } = guarded(guardedRequest('agent').context, form(fields));
    expect(await state).toMatchObject({ status: 'done' });
    expect(run).toHaveBeenCalledWith({ note: 'hello', tag: ['a', 'b'] }, expect.anything(), expect.anything());
  });

  it('H6 refuses a field that holds a secret, says so at the field, and logs no word of it', async () => {
    const { context, logged } = guardedRequest('agent');
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const { run, state } = guarded(context, form([['note', `Their secret is ${secret}`]]));
    expect(await state).toMatchObject({
      status: 'refused',
      problem: 'invalid',
      fieldErrors: { note: expect.stringContaining('Keydesk stores no secrets') },
    });
    expect(run).not.toHaveBeenCalled();
    expect(logged).toMatchObject([{ event: 'secret_refused', fields: ['note'] }]);
    expect(JSON.stringify(logged)).not.toContain(secret);
  });

  it('answers an unexpected error with a reference only, and logs the error under it', async () => {
    const { context, logged } = guardedRequest('agent');
    const state = await guardAction(context, 'keys:check', Note, form(), async () => {
      throw new Error('relation "staff" does not exist');
    });
    expect(state).toEqual({ status: 'failed', reference: expect.stringMatching(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/) });
    expect(logged).toMatchObject([
      {
        level: 'error',
        reference: state.status === 'failed' && state.reference,
        error: { message: expect.stringContaining('relation') },
      },
    ]);
  });

  it('says that the database did not answer, and that nothing was saved where the action had not begun', async () => {
    const silent = new Error('Failed query: select 1', { cause: new Error('timeout exceeded when trying to connect') });
    const { context, logged } = guardedRequest('agent');
    const during = await guardAction(context, 'keys:check', Note, form(), async () => {
      throw silent;
    });
    expect(during).toMatchObject({
      status: 'failed',
      words: 'The database did not answer, so we don’t know whether this was saved.',
    });
    const { run, state: before } = guarded({ ...context, readStaff: () => Promise.reject(silent) });
    expect(await before).toMatchObject({
      status: 'refused',
      problem: 'no_database',
      words: expect.stringMatching(
        /^The database did not answer. Nothing was saved. Try again in a minute. Reference [2-9A-Z]{4}-[2-9A-Z]{4}.$/,
      ),
    });
    expect(run).not.toHaveBeenCalled();
    expect(logged).toMatchObject([{ level: 'error', event: 'action_failed' }, { level: 'error' }]);
  });

  it('does not treat a redirect as an error', async () => {
    const { context } = guardedRequest('agent');
    const redirecting = guardAction(context, 'keys:check', Note, form(), async () => {
      throw new NextsOwnRedirect();
    });
    await expect(redirecting).rejects.toThrow(NextsOwnRedirect);
  });
});
