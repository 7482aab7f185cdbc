import { SERVICE_SCOPE_WORDS } from './service-scope.ts';
import type { shownTokenState } from './token-life.ts';

export const TOKENS_SUMMARY =
  'Our other systems sign their requests with these. A token can do only what it allows, until it expires or somebody revokes it.';

/** Where the interface's own document is. */
export const INTERFACE_DOCUMENT = '/api/v1/openapi.json';

/** What the systems that wait for us need to know. */
export const WHAT_WAITS_WORDS =
  'Only the creation of a first job waits for Keydesk. Jobs and restores that exist never do, also while Keydesk doesn’t answer.';

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

const KNOWN_SCOPES: Readonly<Record<string, string>> = SERVICE_SCOPE_WORDS;

/** What a token allows, in words; a scope of a newer version by its code. */
export const scopesWords = (scopes: readonly string[]): string =>
  scopes.map((scope) => KNOWN_SCOPES[scope] ?? scope).join('; ');

/** The regions of a token. @param regions null for all */
export const tokenRegionsWords = (regions: readonly string[] | null): string =>
  regions === null ? 'all' : regions.join(', ');
