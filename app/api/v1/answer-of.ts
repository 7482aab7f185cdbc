import type { ServiceAnswer } from '#lib/http/guard-service.ts';

/** What was found, or that there is no such thing. */
export const answerOf = <T>(found: T | null): ServiceAnswer<T> =>
  found === null ? { ok: false, problem: 'not_found' } : { ok: true, value: found };
