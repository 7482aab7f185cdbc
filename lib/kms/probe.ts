import type { ProbeReport } from '#lib/core/probe/report.ts';
import { nothingHeard, type Heard } from './heard.ts';
import type { createRegionalClients, RegionalClient } from './regional-clients.ts';

export type ProbeKeyDeps = {
  clientOf: ReturnType<typeof createRegionalClients>;
  clock: () => Date;
  /**
   * Books the next calls to a custom key store, one per second in all processes together.
   * @returns milliseconds until the first call; null when that is not within the given time
   */
  reserveStoreCalls: (customKeyStoreId: string, calls: number, withinMs: number) => Promise<number | null>;
};

/** A running probe: the client, the key, the deadline and what was learned so far. */
export type Probe = {
  regional: RegionalClient;
  arn: string;
  end: AbortSignal;
  endsAt: number;
  heard: Heard;
  deps: ProbeKeyDeps;
};

/** What a probe saw. */
export type Probed = Pick<ProbeReport, 'facts' | 'rotation' | 'cells' | 'clockSkewMs'>;

/** Starts a probe that ends after a time limit. */
export const beginProbe = (regional: RegionalClient, arn: string, timeoutMs: number, deps: ProbeKeyDeps): Probe => ({
  regional,
  arn,
  deps,
  end: AbortSignal.timeout(Math.ceil(timeoutMs)),
  endsAt: performance.now() + timeoutMs,
  heard: nothingHeard(),
});
