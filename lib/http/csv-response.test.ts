import { describe, expect, it, vi } from 'vitest';
import { csvResponse } from './csv-response.ts';

/** A download of numbered parts that remembers what happened to it. */
function aDownload({ parts = 3, failAt = -1 } = {}) {
  const request = new AbortController();
  const seen = { made: 0, finished: 0, stopped: false, ended: [] as unknown[] };
  async function* make(stopped: AbortSignal) {
    try {
      for (let part = 0; part < parts; part += 1) {
        if (part === failAt) throw new Error('The database is gone.');
        seen.made += 1;
        yield `part ${part}\r\n`;
      }
    } finally {
      seen.stopped = stopped.aborted;
      seen.finished += 1;
    }
  }
  const response = csvResponse('keys.csv', request.signal, make, (error) => void seen.ended.push(error));
  return { request, seen, response };
}

describe('a download', () => {
  it('has a file name and all parts, and ends once', async () => {
    const { response, seen } = aDownload();
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="keys.csv"');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe('part 0\r\npart 1\r\npart 2\r\n');
    expect(seen).toMatchObject({ finished: 1, stopped: false, ended: [null] });
  });

  it('makes no part before it is read', async () => {
    const { response, seen } = aDownload({ parts: 1_000 });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    expect(seen.made).toBe(2);
    await reader?.cancel();
  });

  it.each(['the reader cancels', 'the request is given up'])('stops when %s', async (how) => {
    const { response, seen, request } = aDownload({ parts: 1_000 });
    const reader = response.body?.getReader();
    await reader?.read();
    if (how === 'the reader cancels') await reader?.cancel();
    else request.abort();
    await expect.poll(() => seen.ended).toEqual([null]);
    expect(seen).toMatchObject({ made: 1, finished: 1, stopped: true });
  });

  it('ends when the request was given up before it began, and when nobody begins to read, as with HEAD', async () => {
    vi.useFakeTimers();
    try {
      const given = aDownload();
      given.request.abort();
      await vi.advanceTimersByTimeAsync(0);
      expect(given.seen).toMatchObject({ made: 0, ended: [null] });

      const request = new AbortController();
      request.abort();
      const ended: unknown[] = [];
      csvResponse(
        'keys.csv',
        request.signal,
        async function* () {},
        (error) => void ended.push(error),
      );
      await vi.advanceTimersByTimeAsync(0);
      expect(ended).toEqual([null]);

      const unread = aDownload();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(unread.seen).toMatchObject({ made: 0, ended: [null] });
    } finally {
      vi.useRealTimers();
    }
  });

  it('breaks off when a part can’t be made, so that nobody takes it for whole', async () => {
    const { response, seen } = aDownload({ failAt: 1 });
    await expect(response.text()).rejects.toThrow('The database is gone.');
    expect(seen.ended).toEqual([expect.any(Error)]);
  });
});
