import { v7 } from 'uuid';

/** A UUIDv7: ids sort by the time they were made, so that keyset pages and B-trees stay in order. */
export const newId = (): string => v7();
