/** @typedef {import('./counts.mjs').Count} Count */
/** @typedef {import('./steps.mjs').Step} Step */

/**
 * Runs steps in the given order, as many at once as there are places. A step waits for the steps in its `after`. If the
 * step that it needs has failed, it counts as failed without being run.
 * @template {Pick<Step, 'name' | 'needs' | 'after' | 'alone'>} S
 * @param {readonly S[]} steps
 * @param {number} places
 * @param {(step: S) => Promise<Count>} run
 * @returns {Promise<Map<string, Count>>} the result of each, in the given order
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
 * Prints the output of parallel steps one step after the other: the first one's as it comes, and the others' when it is
 * their turn.
 * @param {(text: string) => void} print
 */
export function createTurns(print) {
  /** @type {{ kept: string[], over: boolean }[]} */
  const queue = [];
  const printNext = () => {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      for (const text of first.kept.splice(0)) print(text);
      if (!first.over) return;
      queue.shift();
    }
  };
  return {
    /** Adds a step to the queue. */
    begin() {
      /** @type {{ kept: string[], over: boolean }} */
      const turn = { kept: [], over: false };
      queue.push(turn);
      return {
        /** @param {string} text */
        write(text) {
          turn.kept.push(text);
          printNext();
        },
        end() {
          turn.over = true;
          printNext();
        },
      };
    },
  };
}
