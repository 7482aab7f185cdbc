import { lastSeenState } from '#lib/core/verdict/last-seen-state.ts';
import type { LineFacts } from '#lib/core/replacement/line-facts.ts';
import type { MoveKey, MoveTest, TestMove } from '#lib/core/replacement/move-test.ts';
import { toldOfMove } from '#lib/core/replacement/flags.ts';
import { isOpen } from '#lib/core/replacement/replacement.ts';
import { TESTS_COUNT_FOR_MS } from '#lib/core/setup/setup.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import { mayShow, type StoredKey } from '#lib/db/key/keys.ts';
import { readReplacementLines, type StoredReplacementLine } from '#lib/db/replacement/line-facts.ts';
import { storedMoveTest, updateReplacementLine } from '#lib/db/replacement/replacements.ts';
import { CHECK_CLAIM_MS } from '#lib/db/verdict/check-claims.ts';
import { checkKey, type CheckKeyDeps } from '#lib/use-cases/verdict/check-key.ts';
import { WHENEVER_MS } from '#lib/use-cases/verdict/judge-key.ts';
import { proveKey } from '#lib/use-cases/verdict/prove-key.ts';
import {
  changeReplacement,
  factsOfLine,
  lineOf,
  type ReplacementLineInput,
  type ReplacementRefusal,
} from './change-replacement.ts';

export type TestLineDeps = CheckKeyDeps & { testMove: TestMove };

export type TestLineRefusal = ReplacementRefusal | 'no_such_line' | 'no_new_key' | 'too_late' | 'ownership_unproven';

const moveKeyOf = ({ record }: StoredKey): MoveKey => ({
  arn: record.arn,
  lastKeyState: lastSeenState(record),
  lastKeyStoreId: record.facts?.customKeyStoreId ?? null,
});

/**
 * Asks AWS whether data keys can be moved from the old key to the new one, and counts the call (H24). Neither key is asked
 * about while it isn't proven whose it is (H16). Within 15 seconds the last answer is given again.
 */
export async function testBetween(
  deps: TestLineDeps,
  { oldKey, newKey, facts }: { oldKey: StoredKey; newKey: StoredKey; facts: Pick<LineFacts, 'moveTest'> },
): Promise<MoveTest | null> {
  if (!mayShow(oldKey) || !mayShow(newKey)) return null;
  const { moveTest: last } = facts;
  const age = last === null ? Infinity : deps.clock().getTime() - last.startedAt.getTime();
  if (last !== null && toldOfMove(last) && age >= 0 && age < CHECK_CLAIM_MS) return last;
  const { region } = newKey.record;
  await reserveCalls(deps.db, { kind: 'crypto', region }, 1, deps.clock(), WHENEVER_MS);
  return deps.testMove({ region, oldKey: moveKeyOf(oldKey), newKey: moveKeyOf(newKey) });
}

/** What is known of the move after a test: one that told nothing leaves the earlier one in place. */
export const moveAfter = (test: MoveTest | null, earlier: MoveTest | null): MoveTest | null =>
  test === null || (earlier !== null && toldOfMove(earlier) && !toldOfMove(test)) ? earlier : test;

/** A line by its id, of the request that was given, or null. */
export async function readLine(
  { db, clock }: Pick<TestLineDeps, 'db' | 'clock'>,
  { replacementId, lineId }: Pick<ReplacementLineInput, 'replacementId' | 'lineId'>,
): Promise<StoredReplacementLine | null> {
  const [stored] = await readReplacementLines(db, { lineIds: [lineId] }, clock());
  return stored === undefined || stored.replacement.id !== replacementId ? null : stored;
}

/** Whether an encrypt/decrypt test is missing, or would be too old before the line could be switched. */
const needsEncryptTest = ({ facts }: StoredReplacementLine, now: Date): boolean =>
  facts.encryptTest === null || now.getTime() - facts.encryptTest.startedAt.getTime() > TESTS_COUNT_FOR_MS / 2;

/**
 * Runs the tests of a line: a full check of both keys, or of the new one its encrypt/decrypt test where that is due, and the
 * test between both. What they found moves the line.
 */
export async function testLine(
  deps: TestLineDeps,
  input: ReplacementLineInput,
  by: By,
): Promise<Result<{ move: MoveTest['result'] | null }, TestLineRefusal>> {
  const before = await readLine(deps, input);
  if (before === null) return refuse('no_such_line');
  if (before.newKey === null) return refuse('no_new_key');
  if (!isOpen(before.line.state)) return refuse('too_late');
  if (!mayShow(before.newKey)) return refuse('ownership_unproven');
  const newKeyId = before.newKey.customerKeyId;
  // One after the other: both keys may be in one custom key store.
  await checkKey(deps, { customerKeyId: before.oldKey.customerKeyId }, by.actor, by.requestId);
  // One key is asked about once in 15 seconds (H24): the full checks of a new key also run by themselves, this test doesn't.
  if (before.facts.newKey?.status === 'usable' && needsEncryptTest(before, deps.clock()))
    await proveKey(deps, { customerKeyId: newKeyId }, by.actor, by.requestId);
  else await checkKey(deps, { customerKeyId: newKeyId }, by.actor, by.requestId);
  const checked = await readLine(deps, input);
  if (checked === null || checked.newKey === null) return refuse('no_such_line');
  const move = await testBetween(deps, { ...checked, newKey: checked.newKey });
  return changeReplacement<{ move: MoveTest['result'] | null }, 'no_such_line' | 'too_late'>(
    deps,
    // What tests find is right whatever somebody else changed meanwhile.
    { ...input, revision: null },
    by,
    async (tx, held, at) => {
      const found = lineOf(held, input.lineId);
      if (!found.ok) return found;
      if (!isOpen(found.value.state)) return refuse('too_late');
      const stored = await factsOfLine(tx, input.lineId, at);
      // Another key may have come in meanwhile: then this test is about none of its.
      const isAbout =
        move !== null && stored?.newKey?.record.arn === move.newArn && stored.oldKey.record.arn === move.oldArn;
      if (isAbout && moveAfter(move, stored.facts.moveTest) === move)
        await updateReplacementLine(tx, input.lineId, { moveTest: storedMoveTest(move) });
      const detail = { move: move?.result ?? null };
      return ok({
        value: { move: move?.result ?? null },
        event: { kind: 'tested', lineId: input.lineId, detail },
        audit: { action: 'replacement.tested', after: { lineId: input.lineId, ...detail } },
        part: { part: 'tested', lineIds: [input.lineId] },
      });
    },
  );
}
