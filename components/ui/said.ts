/** One announced line; ids only grow. */
export type Said = { id: number; words: string };

export const SAID_FOR_MS = 6000;
export const SAID_AT_ONCE = 3;
