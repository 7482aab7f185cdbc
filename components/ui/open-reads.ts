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
export async function readPageAgain(): Promise<void> {
  await Promise.all([...reads].map((read) => read()));
  // The cache tells the page of new data in a task of its own.
  await new Promise((resolve) => setTimeout(resolve));
}
