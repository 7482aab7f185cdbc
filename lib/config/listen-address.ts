const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 3000;

/**
 * Where the web process listens: `HOST` and `PORT`, by default loopback, port 3000. Read before Next loads, so it uses
 * no schema library.
 * @throws Error for an invalid port
 */
export function listenAddress(source: Readonly<Record<string, string | undefined>>): { host: string; port: number } {
  const host = source['HOST']?.trim() || DEFAULT_HOST;
  const given = source['PORT']?.trim() || String(DEFAULT_PORT);
  const port = Number(given);
  if (!/^\d{1,5}$/.test(given) || port < 1 || port > 65_535)
    throw new Error("Keydesk can't start. PORT must be a number from 1 to 65535. Example: 3000");
  return { host, port };
}
