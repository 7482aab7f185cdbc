import { isLoopbackHostname, parseUrl } from '#lib/config/loopback.ts';
import { methodsOf } from '#lib/service-api/operations.ts';
import { foreignOriginWords, judgeOrigin } from './origin.ts';

/** What the rules need of a request. */
type RequestFacts = {
  method: string;
  pathname: string;
  search: string;
  headers: { get(name: string): string | null };
  hasSessionCookie: boolean;
};

/** What happens to a request. `event` names a refusal in the security log. */
export type Ruling =
  | { kind: 'pass' }
  | { kind: 'redirect'; status: 307 | 308; location: string }
  | { kind: 'refuse'; status: number; words: string; headers?: Readonly<Record<string, string>>; event: string };

export const ACTION_BODY_LIMIT = 1_048_576;
export const AUTH_BODY_LIMIT = 65_536;

const ACTION_ID = /^[0-9a-f]{42}$/;

export const UPLOAD_BODY_LIMIT = 16 * 1_048_576;

/** Where files are uploaded. */
const UPLOAD_PATH = '/api/imports';

export const SERVICE_BODY_LIMIT = 1_048_576;

export const FIND_BODY_LIMIT = 409_600;

/** Where a typed or pasted text is looked up. It is sent as a body, so that no log of addresses has it. */
const FIND_PATH = '/api/find';

/** Where other systems ask. They sign with a token: no cookie and no origin counts there. */
export const isServicePath = (pathname: string): boolean => pathname === '/api/v1' || pathname.startsWith('/api/v1/');

const BODY_LIMIT: Partial<Readonly<Record<Place, number>>> = {
  auth: AUTH_BODY_LIMIT,
  service: SERVICE_BODY_LIMIT,
  upload: UPLOAD_BODY_LIMIT,
  find: FIND_BODY_LIMIT,
};

type Place = 'asset' | 'auth' | 'api' | 'service' | 'upload' | 'find' | 'open_page' | 'staff_page';

function placeOf(pathname: string): Place {
  if (pathname.startsWith('/_next/')) return 'asset';
  if (pathname.startsWith('/api/auth/')) return 'auth';
  if (isServicePath(pathname)) return 'service';
  if (pathname === UPLOAD_PATH) return 'upload';
  if (pathname === FIND_PATH) return 'find';
  if (pathname === '/api' || pathname.startsWith('/api/')) return 'api';
  if (pathname === '/sign-in' || pathname === '/no-entry') return 'open_page';
  // Icons and files in public/ have an extension; no page does.
  return /\/[^/]+\.[a-z\d]{2,11}$/i.test(pathname) ? 'asset' : 'staff_page';
}

/**
 * Checks one request: host, method, origin, size, session cookie. Authorization is not here: every page, action and
 * route checks it itself, so a request that bypasses these rules gains nothing.
 */
export function ruleOn(request: RequestFacts, origin: string): Ruling {
  const place = placeOf(request.pathname);
  return (
    ruleOnHost(request, origin) ??
    ruleOnServiceAddress(request, place) ??
    ruleOnMethod(request, place) ??
    ruleOnUnsafe(request, place, origin) ??
    ruleOnSession(request, place) ?? { kind: 'pass' }
  );
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * Another name of this machine is redirected to the configured one, because cookies and Origin belong to one host. Any
 * other host is refused.
 */
function ruleOnHost({ method, pathname, search, headers }: RequestFacts, origin: string): Ruling | null {
  // Load balancers ask by IP address. The answer reveals nothing.
  if (pathname === '/api/health') return null;
  const host = headers.get('host') ?? '';
  const configured = new URL(origin);
  if (host.toLowerCase() === configured.host) return null;
  const asked = parseUrl(`http://${host}`);
  const otherName =
    asked !== null &&
    isLoopbackHostname(asked.hostname) &&
    isLoopbackHostname(configured.hostname) &&
    asked.port === configured.port;
  if (otherName && isSafe(method)) return { kind: 'redirect', status: 308, location: `${origin}${pathname}${search}` };
  return {
    kind: 'refuse',
    status: 421,
    words: `Keydesk answers on ${origin} only. A proxy in front of Keydesk must pass the Host header unchanged.`,
    event: 'foreign_host',
  };
}

/** Next would answer an address that is no text with a fault, and an unknown one with a page. */
function ruleOnServiceAddress({ pathname }: RequestFacts, place: Place): Ruling | null {
  if (place !== 'service') return null;
  const event = 'unexpected_address';
  try {
    decodeURIComponent(pathname);
  } catch {
    return { kind: 'refuse', status: 400, words: 'This address is not valid.', event };
  }
  return methodsOf(pathname).length > 0
    ? null
    : { kind: 'refuse', status: 404, words: 'The interface has no such address.', event };
}

function ruleOnMethod({ method, pathname, headers }: RequestFacts, place: Place): Ruling | null {
  if (place === 'service') {
    const taken = methodsOf(pathname);
    return taken.some((one) => one === method) ? null : refuseMethod(method, taken.join(', '));
  }
  if (isSafe(method)) return null;
  const isForm = contentType(headers) === 'multipart/form-data';
  const isSubmission = isForm || (headers.get('next-action') !== null && contentType(headers) === 'text/plain');
  const isPage = place === 'open_page' || place === 'staff_page';
  const takesPosts = place === 'auth' || place === 'upload' || place === 'find';
  if (method === 'POST' && (takesPosts || (isPage && isSubmission))) return null;
  return refuseMethod(method, takesPosts ? 'GET, HEAD, POST' : 'GET, HEAD');
}

/** The refusal of a method, or of a target that is not a path. */
export function refuseMethod(method: string, allow = 'GET, HEAD'): Extract<Ruling, { kind: 'refuse' }> {
  return {
    kind: 'refuse',
    status: 405,
    words: `This address doesn't take ${/^[A-Z]{3,10}$/.test(method) ? method : 'this method'}. It takes ${allow}.`,
    headers: { allow },
    event: 'unexpected_method',
  };
}

const contentType = (headers: RequestFacts['headers']): string | undefined =>
  headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();

function ruleOnUnsafe({ method, headers }: RequestFacts, place: Place, origin: string): Ruling | null {
  if (isSafe(method)) return null;
  const judged = place === 'service' ? null : judgeOrigin(headers, origin);
  if (judged?.ok === false)
    return { kind: 'refuse', status: 403, words: foreignOriginWords(origin), event: 'malicious_csrf' };

  const length = headers.get('content-length');
  if (length === null || !/^\d{1,15}$/.test(length) || headers.get('transfer-encoding') !== null)
    return {
      kind: 'refuse',
      status: 411,
      words: 'This request needs a Content-Length header.',
      event: 'unsized_body',
    };
  const limit = BODY_LIMIT[place] ?? ACTION_BODY_LIMIT;
  if (Number(length) > limit)
    return {
      kind: 'refuse',
      status: 413,
      words: `This is too large. Keydesk takes up to ${limit / 1024} kB here. Nothing was saved. Go back, shorten it and send it again.`,
      event: 'body_too_large',
    };

  if (place === 'service')
    return contentType(headers) === 'application/json'
      ? null
      : { kind: 'refuse', status: 415, words: 'Send JSON, as application/json.', event: 'unexpected_type' };

  if (place === 'upload')
    return contentType(headers) === 'text/csv'
      ? null
      : { kind: 'refuse', status: 415, words: 'Send CSV, as text/csv.', event: 'unexpected_type' };

  if (place === 'find')
    return contentType(headers) === 'text/plain'
      ? null
      : { kind: 'refuse', status: 415, words: 'Send text, as text/plain.', event: 'unexpected_type' };

  const action = headers.get('next-action');
  const isForm = contentType(headers) === 'multipart/form-data';
  const unreadable = isForm && !/;\s*boundary=/i.test(headers.get('content-type') ?? '');
  if (unreadable || (action !== null && !ACTION_ID.test(action)))
    return { kind: 'refuse', status: 400, words: 'Keydesk has no such action.', event: 'malformed_action' };
  return null;
}

function ruleOnSession({ method, pathname, search, hasSessionCookie }: RequestFacts, place: Place): Ruling | null {
  // A submission without a session passes: staffAction answers it, and the form keeps what was typed.
  if (place !== 'staff_page' || hasSessionCookie || !isSafe(method)) return null;
  const wished = `${pathname}${search}`;
  const query = wished === '/' ? '' : `?callbackUrl=${encodeURIComponent(wished)}`;
  return { kind: 'redirect', status: 307, location: `/sign-in${query}` };
}
