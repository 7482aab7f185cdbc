import { couldNotReadWords, OWNERSHIP_ANSWER_WORDS, USUAL_REASONS } from '#lib/core/customer/ownership-words.ts';
import { adviseOn } from '#lib/core/finding/advise.ts';
import type { KeyIdentity, UnprovenKeyPage } from '#lib/core/pages/key-page.ts';
import { instantWords } from '#lib/core/text/time-words.ts';
import type { Database } from '#lib/db/database.ts';
import { latestKeyEvents } from '#lib/db/key/key-events.ts';
import { findOwnershipCheck } from '#lib/db/ownership/asking.ts';
import { blockingHolder } from '#lib/db/ownership/proofs.ts';

type Asked = NonNullable<Awaited<ReturnType<typeof findOwnershipCheck>>>;

/** The last answer. "Could not read" comes with the usual reasons, all of them, because AWS tells no cause (H16). */
function lastAnswer({ lastAt, lastAnswer: answer }: Asked, timeZone: string | null) {
  if (lastAt === null || answer === null) return null;
  return answer === 'not_readable'
    ? { at: lastAt, words: couldNotReadWords(instantWords(lastAt, timeZone)), reasons: USUAL_REASONS }
    : { at: lastAt, words: OWNERSHIP_ANSWER_WORDS[answer], reasons: [] };
}

/** What the page of a key says while its ownership is not proven, or after its proof was withdrawn. */
export async function readUnproven(
  db: Database,
  identity: KeyIdentity,
  key: { customerId: string; withdrawnAt: Date | null },
  subject: Parameters<typeof adviseOn>[1],
): Promise<UnprovenKeyPage> {
  const { id, arn, timeZone } = identity;
  const [asked, holder, { events }] = await Promise.all([
    findOwnershipCheck(db, id),
    blockingHolder(db, { arn, customerId: key.customerId }),
    latestKeyEvents(db, id, { kinds: ['ownership_withdrawn'], after: null }, 1),
  ]);
  const why = events[0]?.event.kind === 'ownership_withdrawn' ? events[0].event : null;
  const code = key.withdrawnAt === null ? 'ownership_unproven' : 'ownership_withdrawn';
  return {
    ...identity,
    ownership: 'unproven',
    advice: adviseOn({ code, confidence: 'certain', detail: {} }, subject),
    withdrawn:
      key.withdrawnAt === null ? null : { at: key.withdrawnAt, by: why?.by ?? null, reason: why?.reason ?? null },
    heldBy: holder?.customerName ?? null,
    asking: asked === null ? null : { since: asked.since, nextAt: asked.nextAt, last: lastAnswer(asked, timeZone) },
  };
}
