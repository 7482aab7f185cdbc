'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { hashServiceToken, newServiceToken } from '#lib/auth/service-token.ts';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { MAKE_TOKEN_REFUSAL, REVOKE_TOKEN_REFUSAL_WORDS } from '#lib/core/form/token-refusals.ts';
import { SERVICE_SCOPES } from '#lib/core/service/service-scope.ts';
import { LONGEST_LIFE_DAYS } from '#lib/core/service/token-life.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { makeToken } from '#lib/use-cases/service/make-token.ts';
import { revokeToken } from '#lib/use-cases/service/revoke-token.ts';
import { sentence } from '#app/(staff)/form-fields.ts';

/** Boxes of one name, of which any number may be checked. */
const anyOf = <Out>(one: z.ZodType<Out>) => z.union([z.array(one), one.transform((value) => [value])]).default([]);

const { no_scope: noScope, too_long: tooLong, region_not_hosted: notHosted } = MAKE_TOKEN_REFUSAL;

const MakeTokenForm = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Name the system that will use it.')
    .max(100, 'At most 100 characters.')
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'The name contains invisible characters. Type it instead of pasting it.'),
  scope: anyOf(z.enum(SERVICE_SCOPES, noScope.words)),
  where: z.enum(['all', 'chosen'], 'Choose all regions or some.'),
  region: anyOf(z.string().max(32, notHosted.words)),
  days: z.coerce.number(tooLong.words).int(tooLong.words).min(1, tooLong.words).max(LONGEST_LIFE_DAYS, tooLong.words),
});

const generate = (): { token: string; hash: Buffer } => {
  const token = newServiceToken();
  return { token, hash: hashServiceToken(token) };
};

/** Its answer is the only place where the token ever is: nothing logs or stores what an action answers. */
export const makeTokenAction = staffAction('tokens:manage', MakeTokenForm, async (input, staff, { requestId }) => {
  const { name, scope, where, region, days } = input;
  const token = { name, scopes: scope, regions: where === 'all' ? null : region, days };
  const made = await makeToken({ ...runtime(), generate }, token, actorOf(staff), requestId);
  if (!made.ok) {
    const { field, words } = MAKE_TOKEN_REFUSAL[made.reason];
    return refusal(made.reason, words, { [field]: words });
  }
  refresh();
  return { status: 'done', value: { name, token: made.value.token } };
});

const RevokeTokenForm = z.object({
  id: z.uuid('Unknown token.'),
  reason: sentence('Enter a reason for the audit log.', 1),
});

export const revokeTokenAction = staffAction('tokens:manage', RevokeTokenForm, async (input, staff, { requestId }) => {
  const revoked = await revokeToken(runtime(), input, actorOf(staff), requestId);
  if (!revoked.ok) return refusal(revoked.reason, REVOKE_TOKEN_REFUSAL_WORDS[revoked.reason]);
  refresh();
  return { status: 'done', value: null };
});
