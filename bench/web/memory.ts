import { read } from './contest.ts';
import { median, residentMb } from './process-figures.ts';

const FIRST_AT = 5_000;
const LAST_AT = 15_000;
const AT_ONCE = 4;
const SAMPLE_EVERY = 50;
/** Requests before each of the two marks whose samples are compared: a single one depends on the last collection. */
const WINDOW = 1_500;

/**
 * Sends 15,000 requests and reads the process's memory.
 * @param addresses requested in turn
 * @returns megabytes around request 5,000 and request 15,000: the median of the samples before
 */
export async function growOfMemory(
  pid: number,
  addresses: readonly string[],
  cookie: string,
): Promise<{ firstMb: number; lastMb: number }> {
  const samples: { request: number; mb: number }[] = [];
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < LAST_AT) {
      const request = next;
      next += 1;
      const address = addresses[request % addresses.length];
      if (address !== undefined) await read(address, cookie);
      if (request % SAMPLE_EVERY === 0) samples.push({ request, mb: residentMb(pid) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const before = (mark: number): number =>
    median(samples.filter(({ request }) => request > mark - WINDOW && request <= mark).map(({ mb }) => mb));
  return { firstMb: before(FIRST_AT), lastMb: before(LAST_AT) };
}
