import { v7 } from 'uuid';

/** A UUIDv7: ids sort by creation time, which keeps keyset pages and B-trees in order. */
export const newId = (): string => v7();
