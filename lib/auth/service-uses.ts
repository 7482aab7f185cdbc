import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { dayOf } from '#lib/core/service/token-life.ts';
import type { KnownService } from './service-token.ts';

/** How many requests a token may make in each process, and in how many seconds. */
export const TOKEN_RATE = { points: 1200, duration: 60 };
const FLUSH_MS = 10_000;
/** After an entry could not be written: the audit log has one lock for all, so not with every request. */
const AUDIT_AGAIN_MS = 60_000;

export type ServiceUses = {
  /** Counts a request. @returns how many seconds to wait, or null when it may go on */
  waitFor: (tokenId: string) => Promise<number | null>;
  /** Counts a use, and writes the first of a day at once; the others come together, every ten seconds. */
  noteUse: (service: KnownService, requestId: string | null) => void;
  noteRefusal: (refused: { reason: string; tokenId: string | null }, requestId: string | null) => void;
  /** Writes what is counted. */
  flush: () => Promise<void>;
};

type Deps = {
  clock: () => Date;
  addUses: (tokenId: string, uses: number, at: Date) => Promise<void>;
  auditFirstUse: (token: { tokenId: string; name: string }, requestId: string | null) => Promise<void>;
  auditRefusal: (refused: { reason: string; tokenId: string | null }, requestId: string | null) => Promise<void>;
  onError: (error: unknown) => void;
};

/** Counts what service tokens do in this process. Nothing here makes a request wait for the database. */
export function createServiceUses({ clock, addUses, auditFirstUse, auditRefusal, onError }: Deps): ServiceUses {
  const limiter = new RateLimiterMemory(TOKEN_RATE);
  const uses = new Map<string, { count: number; at: Date }>();
  const audited = new Map<string, { day: string; failedAt: number | null }>();
  const refused = new Map<string, number>();
  let flushing: NodeJS.Timeout | null = null;

  const flush = async (): Promise<void> => {
    if (flushing !== null) clearTimeout(flushing);
    flushing = null;
    const counted = [...uses];
    uses.clear();
    const failures: unknown[] = [];
    for (const [tokenId, { count, at }] of counted)
      await addUses(tokenId, count, at).catch((error: unknown) => {
        failures.push(error);
        // Counted again with what came meanwhile: the next writing has both.
        const since = uses.get(tokenId);
        uses.set(tokenId, { count: count + (since?.count ?? 0), at: since?.at ?? at });
      });
    if (failures.length > 0) throw failures[0];
  };
  const isAudited = (tokenId: string, today: string, now: number): boolean => {
    const last = audited.get(tokenId);
    if (last === undefined || last.day !== today) return false;
    return last.failedAt === null || (now >= last.failedAt && now - last.failedAt < AUDIT_AGAIN_MS);
  };

  return {
    waitFor: async (tokenId) => {
      try {
        await limiter.consume(tokenId);
        return null;
      } catch (over) {
        if (over instanceof RateLimiterRes) return Math.max(1, Math.ceil(over.msBeforeNext / 1000));
        throw over;
      }
    },
    noteUse: ({ tokenId, name, auditedOn }, requestId) => {
      const at = clock();
      uses.set(tokenId, { count: (uses.get(tokenId)?.count ?? 0) + 1, at });
      const today = dayOf(at);
      if (auditedOn !== today && !isAudited(tokenId, today, at.getTime())) {
        audited.set(tokenId, { day: today, failedAt: null });
        auditFirstUse({ tokenId, name }, requestId).catch((error: unknown) => {
          audited.set(tokenId, { day: today, failedAt: at.getTime() });
          onError(error);
        });
      }
      flushing ??= setTimeout(() => void flush().catch(onError), FLUSH_MS).unref();
    },
    noteRefusal: (refusal, requestId) => {
      const now = clock().getTime();
      const last = refused.get(refusal.reason);
      // Another process may have written it: the database decides. This only keeps most requests from asking.
      if (last !== undefined && now >= last && now - last < 60_000) return;
      refused.set(refusal.reason, now);
      auditRefusal(refusal, requestId).catch(onError);
    },
    flush,
  };
}
