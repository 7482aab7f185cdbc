import { ok, refuse, type Result } from '#lib/core/result.ts';

/** Why a request that changes something was not sent by a page of this desk. */
export type OriginRefusal = 'missing' | 'null' | 'malformed' | 'foreign' | 'cross_site';

type HeaderReader = { get(name: string): string | null };

/**
 * Whether a request that changes something comes from a page of the one configured origin. Nothing that the request
 * says about its own host counts: Next compares Origin with X-Forwarded-Host, which whoever calls can choose.
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

/** Words for whoever was refused; they name no more than the desk's own address. */
export const foreignOriginWords = (origin: string): string =>
  `This request did not come from a page of Keydesk at ${origin}, so nothing was done. Open Keydesk there and send it again.`;
