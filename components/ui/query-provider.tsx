'use client';

import { environmentManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

/**
 * How long what no part of the page shows any more stays in the cache. On the server it must not be a timer: that kept
 * the data of every rendered page for a minute, 0.13 MB each.
 */
const keptForMs = (): number => (environmentManager.isServer() ? Number.POSITIVE_INFINITY : 60_000);

/** Caches what this tab has read, in memory only: nothing is stored in the browser. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1, gcTime: keptForMs() } } }));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
