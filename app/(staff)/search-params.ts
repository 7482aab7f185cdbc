export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** Reads single URL parameters. If one is given twice, the first one counts. */
export const parametersOf =
  (given: Awaited<SearchParams>) =>
  (name: string): string | null => {
    const value = given[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
