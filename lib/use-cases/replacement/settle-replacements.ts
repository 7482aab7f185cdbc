import type { MoveTest } from '#lib/core/replacement/move-test.ts';
import { settles } from '#lib/core/replacement/gate.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { readReplacementLines } from '#lib/db/replacement/line-facts.ts';
import {
  changeReplacementRow,
  holdReplacement,
  settlingReplacements,
  storedMoveTest,
  updateReplacementLine,
} from '#lib/db/replacement/replacements.ts';
import { announceReplacement, auditEnded, settleLines, type ReplacementDeps } from './change-replacement.ts';

const REQUESTS_A_PAGE = 100;

/**
 * Moves the lines of one request as far as they go by themselves, in a transaction of its own.
 * @param tested move tests to keep with their lines
 */
export async function settleReplacement(
  { db, clock }: ReplacementDeps,
  replacementId: string,
  tested: readonly { lineId: string; move: MoveTest }[] = [],
): Promise<void> {
  const at = clock();
  await db.transaction(async (tx) => {
    const held = await holdReplacement(tx, replacementId, null);
    if (held === null || held === 'stale') return;
    for (const { lineId, move } of tested) {
      const line = held.lines.find(({ id }) => id === lineId);
      if (line !== undefined && isOpen(line.state))
        await updateReplacementLine(tx, lineId, { moveTest: storedMoveTest(move) });
    }
    const { ended, moves } = await settleLines(tx, replacementId, at);
    // Nobody's page is stale because somebody looked.
    if (moves === 0 && tested.length === 0) return;
    await changeReplacementRow(tx, held.replacement);
    await auditEnded(tx, ended, held, at);
    await announceReplacement(tx, held);
  });
}

/**
 * Moves every line that goes on by itself: checks of the scheduler passed or failed, or an approved window is over. The
 * worker runs it every minute.
 * @returns how many requests were moved
 */
export async function settleReplacements(deps: ReplacementDeps): Promise<number> {
  let moved = 0;
  const failed: unknown[] = [];
  let after: string | null = null;
  for (;;) {
    const page: string[] = await settlingReplacements(deps.db, after, REQUESTS_A_PAGE);
    const at = deps.clock();
    const lines = page.length === 0 ? [] : await readReplacementLines(deps.db, { replacementIds: page }, at);
    const moving = new Set(
      lines.filter(({ facts }) => settles(facts, at) !== null).map(({ replacement }) => replacement.id),
    );
    for (const id of moving)
      try {
        await settleReplacement(deps, id);
        moved += 1;
      } catch (error) {
        failed.push(error);
      }
    after = page.at(-1) ?? null;
    if (page.length < REQUESTS_A_PAGE) break;
  }
  // One that can't be moved keeps none of the others.
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} replacements could not be moved.`);
  return moved;
}
