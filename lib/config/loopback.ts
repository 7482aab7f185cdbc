/** Whether a hostname, as `URL.hostname` writes it, is this machine: "localhost", "127.0.0.1", "[::1]". */
export const isLoopbackHostname = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** The URL, or null if the text is not a URL. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Whether Keydesk may connect to a URL: https anywhere, http on loopback only. */
export const isSafelyReached = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHostname(url.hostname));
