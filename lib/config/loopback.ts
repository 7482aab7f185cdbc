/** Whether a URL's hostname can only be this machine, as `URL.hostname` writes it ("localhost", "127.0.0.1", "[::1]"). */
export const isLoopbackHostname = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** The URL, or null for what is none. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Whether a URL may be spoken to: https anywhere, plain http on loopback only. */
export const isSafelyReached = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHostname(url.hostname));
