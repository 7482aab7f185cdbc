/** A server of this bench: one process, whose CPU and memory are read. */
export type ServedApp = { origin: string; pid: number; stop: () => Promise<void> };

const READY_WITHIN_MS = 60_000;

/** Waits until an address answers with success. @throws Error if it does not within a minute */
export async function untilAnswers(address: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    const up = await fetch(address).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${address} did not answer within a minute.`);
}
