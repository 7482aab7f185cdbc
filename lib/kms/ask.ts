import { KMSServiceException, type KMSClient } from '@aws-sdk/client-kms';
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
 * @throws the SDK's error; after the time limit, AWS's last error of this call if there was one, such as throttling
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
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'keepLastError' },
  );
  try {
    return await withDeadline(send(regional.client, command, { abortSignal: signal }), signal);
  } catch (error) {
    throw signal.aborted && lastError !== null ? lastError : error;
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
