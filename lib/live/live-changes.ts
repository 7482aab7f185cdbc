import pg from 'pg';

/** Receives changes of keys from all processes over one connection, and passes them to every listener. */
export type LiveChanges = {
  /** @returns a function that ends the subscription */
  subscribe(listener: (changed: string) => void): () => void;
};

const RECONNECT_MS = 1_000;

/**
 * One LISTEN connection per process, opened for the first listener and reopened when it breaks. After a break, every
 * listener is told that anything may have changed, because PostgreSQL doesn't repeat missed notifications.
 * @param role the database role that it runs as, whatever login the URL names
 * @param everything the payload that means "anything may have changed"
 */
export function createLiveChanges(options: {
  url: string;
  role: string;
  channel: string;
  everything: string;
  onError: (error: unknown) => void;
}): LiveChanges {
  const listeners = new Set<(changed: string) => void>();
  let connected = false;
  const tell = (changed: string): void => {
    for (const listener of listeners) listener(changed);
  };

  const connect = async (): Promise<void> => {
    connected = true;
    const client = new pg.Client({
      connectionString: options.url,
      application_name: 'keydesk-live',
      options: `-c role=${options.role}`,
      keepAlive: true,
      connectionTimeoutMillis: 1_500,
    });
    let over = false;
    const again = (error: unknown): void => {
      if (over) return;
      over = true;
      options.onError(error);
      client.end().catch(() => undefined);
      setTimeout(() => void connect().then(() => tell(options.everything)), RECONNECT_MS).unref();
    };
    client.on('error', again);
    client.on('end', () => again(new Error('The connection that listens for changes ended.')));
    client.on('notification', (message) => tell(message.payload ?? options.everything));
    try {
      await client.connect();
      await client.query(`listen ${options.channel}`);
    } catch (error) {
      again(error);
    }
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (!connected) void connect();
      return () => void listeners.delete(listener);
    },
  };
}
