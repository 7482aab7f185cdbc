/** One announced line; ids only grow. `stays`: its message stays until somebody closes it. */
export type Said = { id: number; words: string; stays: boolean };

export const SAID_FOR_MS = 6000;
export const SAID_AT_ONCE = 3;
