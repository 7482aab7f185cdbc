import pg from 'pg';

export type ListenOptions = {
  url: string;
  /** The database role that it runs as, whatever login the URL names. */
  role: string;
  channel: string;
  onNotification: (payload: string | undefined) => void;
  /** From now on every notification is heard. */
  onUp: () => void;
  /** Notifications may be missed from now on. Called once per break. */
  onDown: (error: unknown) => void;
  /** A number in [0, 1). */
  random?: () => number;
};

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;
/** How often the connection is tested: a database host that vanished sends no end of connection. */
const TEST_EVERY_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;

/**
 * One LISTEN connection, opened again whenever it breaks: after a quarter of a second at first, then later and later, so
 * that many processes don't all come back at once. PostgreSQL doesn't repeat what was missed meanwhile.
 * @returns a function that ends it
 */
export function listen(options: ListenOptions): () => Promise<void> {
  const { random = Math.random } = options;
  let current: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let isUp = false;
  let ended = false;

  const connect = (): void => {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: 'keydesk-live',
      options: `-c role=${options.role}`,
      keepAlive: true,
      connectionTimeoutMillis: 1_500,
      query_timeout: ANSWER_WITHIN_MS,
    });
    current = client;
    let test: NodeJS.Timeout | undefined;
    let over = false;
    const lost = (error: unknown): void => {
      if (over) return;
      over = true;
      clearInterval(test);
      client.end().catch(() => undefined);
      if (ended) return;
      if (isUp || failures === 0) options.onDown(error);
      isUp = false;
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + random() / 2);
      failures += 1;
      retry = setTimeout(connect, waitMs).unref();
    };
    client.on('error', lost);
    client.on('end', () => lost(new Error('The connection that listens for changes ended.')));
    client.on('notification', ({ payload }) => options.onNotification(payload));
    const start = async (): Promise<void> => {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(options.channel)}`);
      if (over || ended) return;
      failures = 0;
      isUp = true;
      options.onUp();
      test = setInterval(() => void client.query('select 1').catch(lost), TEST_EVERY_MS).unref();
    };
    start().catch(lost);
  };

  connect();
  return async () => {
    ended = true;
    clearTimeout(retry);
    await current?.end().catch(() => undefined);
  };
}
