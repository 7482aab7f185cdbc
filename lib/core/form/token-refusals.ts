import { LONGEST_LIFE_DAYS } from '#lib/core/service/token-life.ts';

/** Why no token was made for another system, and the field to correct. */
export const MAKE_TOKEN_REFUSAL = {
  no_scope: { field: 'scope', words: 'Choose what the token allows.' },
  too_long: { field: 'days', words: `Enter whole days, from 1 to ${LONGEST_LIFE_DAYS}.` },
  region_not_hosted: { field: 'region', words: 'Choose at least one of the regions in which we host customers.' },
} as const satisfies Record<string, { field: string; words: string }>;

/** Why a token was not revoked. */
export const REVOKE_TOKEN_REFUSAL_WORDS = {
  not_found: 'There is no such token, or somebody revoked it in the meantime. Reload the page.',
} as const satisfies Record<string, string>;
