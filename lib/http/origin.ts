import { ok, refuse, type Result } from '#lib/core/result.ts';

/** Why a request that changes something can't be from a page of Keydesk. */
type OriginRefusal = 'missing' | 'null' | 'malformed' | 'foreign' | 'cross_site';

type HeaderReader = { get(name: string): string | null };

/**
 * Whether a request that changes something comes from a page of the configured origin. The request's own host is not
 * used: Next compares Origin with X-Forwarded-Host, which the caller can choose.
 * @param origin the configured origin
 */
export function judgeOrigin(headers: HeaderReader, origin: string): Result<null, OriginRefusal> {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return refuse('cross_site');
  const sent = headers.get('origin');
  if (sent === null) return refuse('missing');
  if (sent === 'null') return refuse('null');
  if (!URL.canParse(sent)) return refuse('malformed');
  return sent === origin ? ok(null) : refuse('foreign');
}

/** The answer to a refused caller. It reveals only Keydesk's own address. */
export const foreignOriginWords = (origin: string): string =>
  `This request did not come from a page of Keydesk at ${origin}, so Keydesk ignored it. Open Keydesk there and send it again.`;
