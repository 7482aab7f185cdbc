import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';
import type { Cell } from '#lib/core/probe/report.ts';
import { KeyOutOfUseError } from './ask.ts';
import { answerOf, cellFrom, heldBack, notRun, reEncryptCells, type Answer } from './cells.ts';
import { aRoundTrip, makeDataKeyWithoutPlaintext, ROWS_OF_CALL, sendDryRun, type CryptoCall } from './crypto-calls.ts';
import { remember } from './heard.ts';
import type { Probe } from './probe.ts';
import { onceOnly, turnsOf } from './store-turns.ts';

/** How long the other calls wait for the first answers. Without one, nothing forbids them. */
const FIRST_ANSWERS_MS = 1_500;

/** The call that a full check makes for real in a custom key store (H2). */
const REAL_CALL: CryptoCall = 'GenerateDataKeyWithoutPlaintext';

/** A sleep that does not keep the process alive. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

export const inGridOrder = (cells: readonly Cell[]): Cell[] =>
  cells.toSorted((a, b) => PROBE_ACTIONS.indexOf(a.action) - PROBE_ACTIONS.indexOf(b.action));

/** The tests of one call. One that was stopped because the key is out of use was not run (H21). */
function testsFrom({ heard, deps }: Probe, call: CryptoCall, answer: Answer): Cell[] {
  const rows = ROWS_OF_CALL[call];
  if (!answer.ok && answer.error instanceof KeyOutOfUseError) return rows.map((action) => notRun(action, deps.clock()));
  const cells = call === 'ReEncrypt' ? reEncryptCells(answer) : rows.map((action) => cellFrom(action, answer));
  return remember(heard, cells);
}

const dryRunOf = async (probe: Probe, call: CryptoCall): Promise<Cell[]> =>
  testsFrom(probe, call, await answerOf(probe.deps.clock, false, () => sendDryRun(call, probe)));

const realDataKey = async (probe: Probe): Promise<Cell[]> =>
  testsFrom(probe, REAL_CALL, await answerOf(probe.deps.clock, true, () => makeDataKeyWithoutPlaintext(probe)));

/**
 * Tests permissions with dry runs. One call goes first: only when neither its answer nor `beside` says that the key is
 * disabled or pending deletion do the others start, in parallel (H21).
 * @param beside a call that runs at the same time as the first one
 */
export async function testPermissions(
  probe: Probe,
  [first, ...others]: readonly [CryptoCall, ...CryptoCall[]],
  beside: Promise<unknown>,
): Promise<Cell[]> {
  const firstTests = dryRunOf(probe, first);
  await Promise.race([Promise.all([firstTests, beside]), pause(FIRST_ANSWERS_MS)]);
  return (await Promise.all([firstTests, ...others.map((call) => dryRunOf(probe, call))])).flat();
}

/**
 * Tests permissions of a key in a custom key store, one call a second, and makes a real data key there. AWS calls some
 * failures of a store passing: then another test gives up its turn, and the data key is made once more.
 */
export async function testPermissionsInStore(
  whole: Probe,
  calls: readonly CryptoCall[],
  storeId: string,
): Promise<Cell[]> {
  const probe = onceOnly(whole);
  const queue = [...calls];
  const tests = new Map<CryptoCall, Promise<Cell[]>>();
  const makeDataKey = async (): Promise<Cell[]> => {
    const isFirst = !tests.has(REAL_CALL);
    const cells = await realDataKey(probe);
    if (isFirst && cells.some((cell) => cell.result === 'could_not_tell' && cell.fault === 'key_store_fault'))
      queue.unshift(REAL_CALL);
    return cells;
  };
  for (const turn of await turnsOf(probe, calls.length, storeId)) {
    await turn();
    const call = queue.shift();
    if (call !== undefined) tests.set(call, call === REAL_CALL ? makeDataKey() : dryRunOf(probe, call));
  }
  const made = await Promise.all(tests.values());
  const left = calls.filter((call) => !tests.has(call)).flatMap((call) => ROWS_OF_CALL[call]);
  return [...made.flat(), ...left.map((action) => heldBack(action, probe.deps.clock()))];
}

/**
 * Encrypts a random value for real, decrypts it and compares, one call after the other. Only this may be called
 * "works". In a custom key store it also makes a data key.
 */
export async function prove(whole: Probe, storeId: string | null): Promise<Cell[]> {
  const probe = storeId === null ? whole : onceOnly(whole);
  const { clock } = probe.deps;
  const trip = aRoundTrip(probe);
  const turns = storeId === null ? null : await turnsOf(probe, 3, storeId);
  const step = async (action: 'Encrypt' | 'Decrypt', index: number, call: () => Promise<string | null>) => {
    if (turns !== null && turns[index] === undefined) return [heldBack(action, clock())];
    await turns?.[index]?.();
    return testsFrom(probe, action, await answerOf(clock, true, call));
  };
  try {
    const encrypted = await step('Encrypt', 0, () => trip.encrypt());
    const decrypted = trip.hasCiphertext()
      ? await step('Decrypt', 1, () => trip.decrypt())
      : [notRun('Decrypt', clock())];
    if (turns === null) return [...encrypted, ...decrypted];
    const last = turns[2];
    await last?.();
    const made = last === undefined ? [heldBack('GenerateDataKeyWithoutPlaintext', clock())] : await realDataKey(probe);
    return [...encrypted, ...decrypted, ...made];
  } finally {
    trip.forget();
  }
}
