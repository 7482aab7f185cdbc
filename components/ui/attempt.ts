import { unstable_rethrow } from 'next/navigation';
import { sessionEnded } from './live-changes.ts';
import { NO_ANSWER_MS } from './no-answer.ts';
import { readPageAgain } from './open-reads.ts';
import { GUARD_PROBLEMS, type ActionState } from '#lib/core/form/action-state.ts';

/**
 * Runs a server action for a form. An error, such as a lost connection, becomes a `failed` state with the reference that
 * the server's log has for it, or an empty one if there was no answer within ten seconds. Without a session, the page is
 * covered.
 */
export async function attempt<T, Problem extends string>(
  run: () => Promise<ActionState<T, Problem>>,
): Promise<ActionState<T, Problem>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const noAnswer = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, NO_ANSWER_MS);
  });
  try {
    const state = await Promise.race([run(), noAnswer]);
    if (state.status === 'refused' && state.problem === 'signed_out') sessionEnded({ words: state.words, why: true });
    return state;
  } catch (error) {
    // A redirect is thrown like an error, but isn't one.
    unstable_rethrow(error);
    return { status: 'failed', reference: error instanceof Error && 'digest' in error ? String(error.digest) : '' };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a use case refused: it may have seen something newer than the page. What refuses before it tells nothing new. */
const isOfUseCase = (problem: string): boolean => !(GUARD_PROBLEMS as readonly string[]).includes(problem);

/**
 * The same for what changes the page: afterwards the page is read again, so that it shows the change without waiting for
 * the stream. The answer waits for that reading, but within the same ten seconds.
 */
export async function attemptChange<T, Problem extends string>(
  run: () => Promise<ActionState<T, Problem>>,
): Promise<ActionState<T, Problem>> {
  const beganAtMs = Date.now();
  const state = await attempt(run);
  const leftMs = NO_ANSWER_MS - (Date.now() - beganAtMs);
  if (state.status === 'done' || (state.status === 'refused' && isOfUseCase(state.problem)))
    await Promise.race([readPageAgain(), new Promise((resolve) => setTimeout(resolve, leftMs))]);
  return state;
}
