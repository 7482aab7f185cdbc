export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** Reads single URL parameters: of one given twice, the first counts, everywhere. */
export const parametersOf =
  (given: Awaited<SearchParams>) =>
  (name: string): string | null => {
    const value = given[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
