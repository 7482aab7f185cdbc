const LONGEST_PATH = 2_000;

/**
 * Where to go after sign-in: a page of Keydesk. Anything else (another origin in any spelling, the sign-in pages, an API)
 * becomes the home page.
 */
export function callbackPath(asked: unknown, origin: string): string {
  if (typeof asked !== 'string' || asked.length > LONGEST_PATH || !URL.canParse(asked, origin)) return '/';
  const url = new URL(asked, origin);
  if (url.origin !== origin || url.username !== '' || url.password !== '') return '/';
  if (/^\/(?:api|_next|sign-in|no-entry)(?:\/|$)/.test(url.pathname) || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}`;
}
