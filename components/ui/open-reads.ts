const reads = new Set<() => Promise<void>>();

/**
 * Names a reading of what this page shows, to be read again after what the person did here.
 * @returns a function that ends it
 */
export function readsAfterActions(read: () => Promise<void>): () => void {
  reads.add(read);
  return () => void reads.delete(read);
}

/** Reads again everything that this page keeps current. Resolves when it shows what was read, or couldn't read it. */
export const readPageAgain = async (): Promise<void> => void (await Promise.all([...reads].map((read) => read())));
