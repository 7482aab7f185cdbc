/** @typedef {import('./counts.mjs').Count} Count */
/** @typedef {import('./steps.mjs').Step} Step */

/**
 * Runs steps, the first ones first, as many at once as there are places. A step waits for those it must come after,
 * and is not run at all when the one it needs has failed.
 * @template {Pick<Step, 'name' | 'needs' | 'after' | 'alone'>} S
 * @param {readonly S[]} steps
 * @param {number} places
 * @param {(step: S) => Promise<Count>} run
 * @returns {Promise<Map<string, Count>>} what became of each, in the given order
 */
export async function runInPlaces(steps, places, run) {
  /** @type {Map<string, Count>} */
  const ended = new Map();
  const waiting = new Set(steps);
  /** @type {Map<S, Promise<void>>} */
  const running = new Map();

  /** @param {S} step */
  const mayStart = (step) =>
    [step.needs ?? [], step.after ?? []].flat().every((name) => ended.has(name)) &&
    (running.size === 0 || (!step.alone && ![...running.keys()].some((other) => other.alone)));
  /** @param {S} step */
  const start = (step) => {
    waiting.delete(step);
    const blocked = step.needs !== undefined && ended.get(step.needs)?.failed !== 0;
    const outcome = blocked
      ? Promise.resolve({ passed: 0, failed: 1, note: `not run, because ${step.needs} failed` })
      : run(step);
    const done = outcome.then((count) => {
      ended.set(step.name, count);
      running.delete(step);
    });
    running.set(step, done);
  };

  while (waiting.size > 0 || running.size > 0) {
    for (const step of waiting) if (running.size < places && mayStart(step)) start(step);
    if (running.size === 0) {
      const names = [...waiting].map(({ name }) => name).join(', ');
      throw new Error(`Steps wait for each other: ${names}`);
    }
    await Promise.race(running.values());
  }
  return new Map(steps.map(({ name }) => [name, /** @type {Count} */ (ended.get(name))]));
}

/**
 * Shows what steps that run side by side say, one step after the other: one is shown as it goes on, and what the others
 * say meanwhile is kept until it is their turn.
 * @param {(text: string) => void} write
 */
export function createTurns(write) {
  /** @type {{ kept: string[], over: boolean }[]} */
  const queue = [];
  const showNext = () => {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      for (const text of first.kept.splice(0)) write(text);
      if (!first.over) return;
      queue.shift();
    }
  };
  return {
    /** Takes a place in the queue. */
    begin() {
      /** @type {{ kept: string[], over: boolean }} */
      const turn = { kept: [], over: false };
      queue.push(turn);
      return {
        /** @param {string} text */
        say(text) {
          turn.kept.push(text);
          showNext();
        },
        end() {
          turn.over = true;
          showNext();
        },
      };
    },
  };
}
