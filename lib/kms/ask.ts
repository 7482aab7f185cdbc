import { KMSServiceException, type KMSClient } from '@aws-sdk/client-kms';
import { saysOutOfUse } from '#lib/core/probe/state-refusals.ts';
import { classify } from './classify.ts';
import { rememberTime } from './heard.ts';
import type { Probe } from './probe.ts';
import { withDeadline } from './with-deadline.ts';

/** Thrown instead of starting, or repeating, a cryptographic call to a disabled or pending key. */
export class KeyOutOfUseError extends Error {
  override name = 'KeyOutOfUseError';
}

type Command = { readonly middlewareStack: object };
type Send<C, T> = (client: KMSClient, command: C, options: { abortSignal: AbortSignal }) => Promise<T>;

/**
 * Makes one call of a check, within its time limit, and remembers AWS's time from every answer.
 * @throws the SDK's error. When the time limit or H21 ended the retries of this call, AWS's last error, such as throttling
 */
export async function ask<C extends Command, T>(
  { regional, end, heard }: Probe,
  command: C,
  send: Send<C, T>,
  signal: AbortSignal = end,
): Promise<T> {
  let lastError: unknown = null;
  const stack = command.middlewareStack as KMSClient['middlewareStack'];
  stack.add(
    (next) => async (args) => {
      const output = await next(args);
      rememberTime(heard, output.response);
      return output;
    },
    { step: 'deserialize', priority: 'low', name: 'readAwsClock' },
  );
  // The SDK runs this step again for every retry.
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof KMSServiceException) lastError = error;
        heard.outOfUse ||= saysOutOfUse(classify(error));
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'readError' },
  );
  try {
    return await withDeadline(send(regional.client, command, { abortSignal: signal }), signal);
  } catch (error) {
    const stopped = signal.aborted || error instanceof KeyOutOfUseError;
    throw stopped && lastError !== null ? lastError : error;
  }
}

/**
 * Makes one cryptographic call. It is sent, and sent again by the SDK, only while no answer of the check says that the
 * key is disabled or pending deletion (H21).
 * @throws KeyOutOfUseError when one says so
 */
export async function askCrypto<C extends Command, T>(probe: Probe, command: C, send: Send<C, T>): Promise<T> {
  const stack = command.middlewareStack as KMSClient['middlewareStack'];
  stack.add(
    (next) => async (args) => {
      if (probe.heard.outOfUse) throw new KeyOutOfUseError('The key is disabled or pending deletion.');
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'stopWhenOutOfUse' },
  );
  return ask(probe, command, send);
}
