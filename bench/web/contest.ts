import { cpuMs, median } from './process-figures.ts';

/** One address whose server CPU is compared with the others'. */
export type Contestant = { name: string; address: string; cookie: string | null; pid: number };

/** CPU per request in milliseconds, and its ratio to the reference of the same round. */
export type Figures = { cpuMs: number; ratio: number; least: number; most: number };

const ROUNDS = 15;
/** The engine goes on to optimize for about a thousand requests: after 150, an empty page cost 1.4 times as much as later. */
const WARM_UP_REQUESTS = 1_200;
/** Ticks are 10 ms, so a round of a contestant takes about 0.25 s of CPU. */
const ROUND_CPU_MS = 250;
const AT_ONCE = 4;

/**
 * Reads an address, not compressed: that would cost every page the same and make the ratios look better.
 * @returns the text of the answer
 * @throws Error unless it succeeds
 */
export async function read(address: string, cookie: string | null): Promise<string> {
  const response = await fetch(address, {
    headers: { 'accept-encoding': 'identity', ...(cookie !== null && { cookie }) },
    redirect: 'error',
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return text;
}

/** CPU per request of one contestant, over that many requests, four at once. */
async function cpuPerRequest({ address, cookie, pid }: Contestant, requests: number): Promise<number> {
  const before = cpuMs(pid);
  let sent = 0;
  const send = async (): Promise<void> => {
    while (sent < requests) {
      sent += 1;
      await read(address, cookie);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  return (cpuMs(pid) - before) / requests;
}

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);

/**
 * Compares the server's CPU per request, in interleaved rounds after a warm-up.
 * @param reference which contestant the others are compared with
 * @returns by name: the median of the rounds' CPU times, and the median, least and greatest of the rounds' ratios
 */
export async function compareCpu(
  contestants: readonly Contestant[],
  reference: string,
): Promise<ReadonlyMap<string, Figures>> {
  const requests = new Map<string, number>();
  for (const one of contestants) {
    await cpuPerRequest(one, WARM_UP_REQUESTS);
    const each = await cpuPerRequest(one, 20);
    requests.set(one.name, Math.max(10, Math.round(ROUND_CPU_MS / Math.max(each, 0.5))));
  }
  const rounds: Map<string, number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const measured = new Map<string, number>();
    for (const one of shuffled(contestants))
      measured.set(one.name, await cpuPerRequest(one, requests.get(one.name) ?? 0));
    rounds.push(measured);
  }
  const figuresOf = (name: string): Figures => {
    const of = (measured: Map<string, number>, who: string): number => measured.get(who) ?? Number.NaN;
    const ratios = rounds.map((measured) => of(measured, name) / of(measured, reference));
    return {
      cpuMs: median(rounds.map((measured) => of(measured, name))),
      ratio: median(ratios),
      least: Math.min(...ratios),
      most: Math.max(...ratios),
    };
  };
  return new Map(contestants.map(({ name }) => [name, figuresOf(name)]));
}
