/** Ends the wait even when the SDK does not, as for a body that arrives very slowly. */
export async function withDeadline<T>(sent: Promise<T>, signal: AbortSignal, who = 'KMS'): Promise<T> {
  sent.catch(() => undefined);
  return Promise.race([
    sent,
    new Promise<never>((_, reject) => {
      const abort = (): void => reject(new DOMException(`${who} did not answer in time.`, 'TimeoutError'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    }),
  ]);
}
