/** Reads an open page again at the right times. */
export type RefetchPace = {
  /** Something changed that the page shows. */
  changed(): void;
  /** Reads now, for what the person did here. Resolves after a read that began after this call. */
  readNow(): Promise<void>;
  /** Whether anybody can see the page now. */
  seen(visible: boolean): void;
  stop(): void;
};

/** Changes come in bursts: the first read waits this long for the others. The server has waited a moment already. */
const GATHER_MS = 50;
/** A further wait by chance, so that fifty pages don't ask in the same instant. */
const JITTER_MS = 300;
/** The least time between the beginnings of two reads that changes caused, and the same while nobody sees the page. */
const SEEN_EVERY_MS = 2_000;
const HIDDEN_EVERY_MS = 30_000;
/** The slow poll: ages on the page get newer without a change. */
const POLL_MS = 60_000;
const HIDDEN_POLL_MS = 5 * 60_000;
const RETRY_MS = 10_000;

/**
 * When an open page is read again: once for a burst of changes, at most once in two seconds, never while another read runs
 * (a change meanwhile causes one more read after it), and once a minute without any change.
 * @param read reads the page; resolves with whether that succeeded
 * @param random a number in [0, 1)
 */
export function createRefetchPace({
  read,
  random = Math.random,
}: {
  read: () => Promise<boolean>;
  random?: () => number;
}): RefetchPace {
  let visible = true;
  let stopped = false;
  /** Whether something changed since the last read began. */
  let owed = false;
  let running: Promise<void> | null = null;
  let beganAtMs = Number.NEGATIVE_INFINITY;
  /** When the page was read or rendered. */
  let freshAtMs = Date.now();
  let next: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;

  const armPoll = (ok: boolean): void => {
    clearTimeout(poll);
    if (stopped) return;
    const everyMs = visible ? (ok ? POLL_MS : RETRY_MS) : HIDDEN_POLL_MS;
    poll = setTimeout(() => void start(), everyMs * (0.9 + random() / 5));
  };

  const start = (): Promise<void> => {
    running ??= run().finally(() => {
      running = null;
      if (owed) plan();
    });
    return running;
  };

  const run = async (): Promise<void> => {
    clearTimeout(next);
    clearTimeout(poll);
    next = undefined;
    owed = false;
    beganAtMs = Date.now();
    freshAtMs = beganAtMs;
    armPoll(await read().catch(() => false));
  };

  const plan = (): void => {
    if (stopped || running !== null || next !== undefined) return;
    const earliestMs = beganAtMs + (visible ? SEEN_EVERY_MS : HIDDEN_EVERY_MS) - Date.now();
    next = setTimeout(() => void start(), Math.max(GATHER_MS, earliestMs) + random() * JITTER_MS);
  };

  armPoll(true);
  return {
    changed() {
      owed = true;
      plan();
    },
    async readNow() {
      await running;
      await start();
    },
    seen(now) {
      if (visible === now) return;
      visible = now;
      clearTimeout(next);
      next = undefined;
      if (visible && Date.now() - freshAtMs > POLL_MS) owed = true;
      if (owed) plan();
      if (running === null) armPoll(true);
    },
    stop() {
      stopped = true;
      clearTimeout(next);
      clearTimeout(poll);
    },
  };
}
