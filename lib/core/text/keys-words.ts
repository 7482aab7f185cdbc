/** "one key", "3 keys". */
export const keysWords = (count: number): string => (count === 1 ? 'one key' : `${count} keys`);
