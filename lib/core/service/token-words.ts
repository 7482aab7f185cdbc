import { SERVICE_SCOPE_WORDS, type ServiceScope } from './service-scope.ts';
import type { shownTokenState } from './token-life.ts';

export const TOKENS_SUMMARY =
  'Our other systems sign their requests with these. A token can do only what it allows, until it expires or somebody revokes it.';

/** Where the interface's own document is. */
export const INTERFACE_DOCUMENT = '/api/v1/openapi.json';

/** What the systems that wait for us need to know. */
export const WHAT_WAITS_WORDS =
  'Only the creation of a first job waits for Keydesk. Jobs and restores that exist never do, even while Keydesk doesn’t answer.';

/** Stands beside a token that was just made. */
export const SHOWN_ONCE_WORDS =
  'It is shown only now. Copy it into the other system before you leave or reload this page: we keep only its hash, so nobody can read it here again.';

export const REVOKE_CONSEQUENCES =
  'Its next request is refused, and so is every later one. This can’t be undone. If the system still needs access, make a new token and put it there first.';

export const TOKEN_STATE_WORD = {
  live: 'live',
  expires_soon: 'expires soon',
  expired: 'expired',
  revoked: 'revoked',
} as const satisfies Record<ReturnType<typeof shownTokenState>, string>;

const IN_LIST: Readonly<Record<ServiceScope, string>> = {
  'keys:read': 'read keys and events',
  'dependents:write': 'report dependents',
};

const wordsOf = (words: Readonly<Record<string, string>>, scopes: readonly string[]): string =>
  scopes.map((scope) => words[scope] ?? scope).join('; ');

/** What a token allows, as the list says it. A scope of a newer version is named by its code. */
export const scopesInList = (scopes: readonly string[]): string => wordsOf(IN_LIST, scopes);
/** The same in full. */
export const scopesInFull = (scopes: readonly string[]): string => wordsOf(SERVICE_SCOPE_WORDS, scopes);
