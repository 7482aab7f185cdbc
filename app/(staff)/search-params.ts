export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** Reads single URL parameters. If one is given twice, the first one counts. */
export const parametersOf =
  (given: Awaited<SearchParams>) =>
  (name: string): string | null => {
    const value = given[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };

/** All values of one URL parameter, joined by commas: a form with checkboxes gives it several times. */
export const joinedParameter = (given: Awaited<SearchParams>, name: string): string | null => {
  const value = given[name];
  return value === undefined ? null : [value].flat().join(',');
};
