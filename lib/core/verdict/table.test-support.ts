/** One row of a table: a title made of its words, what is given, and what is expected. */
export type TableRow<Column extends string> = [
  title: string,
  given: Record<Column, string>,
  expected: Record<string, string>,
];

const halvesOf = (line: string): string[][] =>
  line.split('=>').map((half) => half.split('|').map((word) => word.trim()));

/**
 * Reads a table whose first line names the columns; what follows `=>` is expected.
 * @param usual the value of a column that the table leaves out, or of an empty cell
 */
export function rowsOf<Column extends string>(
  table: string,
  usual: Readonly<Record<Column, string>>,
): TableRow<Column>[] {
  const [header = [], ...rows] = table.trim().split('\n').map(halvesOf);
  const [given = [], expected = []] = header;
  for (const column of given) if (!(column in usual)) throw new Error(`No such column: ${column}`);
  return rows.map(([words = [], conclusion = []]): TableRow<Column> => {
    if (words.length !== given.length || conclusion.length !== expected.length)
      throw new Error(`Not as many words as columns: ${words.join(' | ')}`);
    const filled = given.map((column, index) => [column, words[index] || usual[column as Column]] as const);
    return [
      filled.map(([column, word]) => `${column} ${word}`).join(' · '),
      { ...usual, ...Object.fromEntries(filled) },
      Object.fromEntries(expected.map((column, index) => [column, conclusion[index] ?? ''])),
    ];
  });
}

/** The value that a word of a table stands for. */
export const oneOf = <T>(words: Readonly<Record<string, T>>, word: string): T => {
  const known = words[word];
  if (known === undefined) throw new Error(`No such word: ${word}`);
  return known;
};
