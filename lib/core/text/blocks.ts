/** A step of the instructions, with the text to type or paste, if any. */
export type TextStep = { text: string; verbatim?: string };

/** A part of a text before layout. A paragraph is one line: the reader's mail client wraps it. */
export type Part =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'steps'; steps: readonly TextStep[] }
  | { kind: 'verbatim'; text: string }
  | { kind: 'table'; columns: readonly string[]; rows: readonly TableRow[] };

/** A row of a table: what it is about, and a cell for each column. */
export type TableRow = { what: string; cells: readonly string[] };

export const paragraph = (text: string): Part => ({ kind: 'paragraph', text });
export const heading = (text: string): Part => ({ kind: 'heading', text });
export const list = (...items: readonly string[]): Part => ({ kind: 'list', items });
export const steps = (...given: readonly TextStep[]): Part => ({ kind: 'steps', steps: given });
export const verbatim = (text: string): Part => ({ kind: 'verbatim', text });
export const table = (columns: readonly string[], rows: readonly TableRow[]): Part => ({
  kind: 'table',
  columns,
  rows,
});

/** One line: line breaks and runs of spaces in prose become single spaces. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The first line of a text to a customer. */
export const greeting = (contactName: string | null): Part =>
  paragraph(contactName === null ? 'Hello,' : `Hello ${oneLine(contactName)},`);

const indented = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');

function step({ text, verbatim }: TextStep, at: number): string {
  const words = `${at + 1}. ${oneLine(text)}`;
  return verbatim === undefined ? words : `${words}\n\n${indented(verbatim, '     ')}\n`;
}

function layOut(part: Part): string {
  switch (part.kind) {
    case 'paragraph':
      return oneLine(part.text);
    case 'heading':
      return `${part.text}:`;
    case 'list':
      return part.items.map((item) => `- ${oneLine(item)}`).join('\n');
    case 'steps':
      return part.steps.map(step).join('\n').trimEnd();
    // Mail clients wrap lines and use proportional letters, so each row is a small list of its own.
    case 'table':
      return part.rows
        .map(
          ({ what, cells }) =>
            `${what}:\n\n${cells.map((cell, at) => `- ${part.columns[at] ?? ''}: ${oneLine(cell)}`).join('\n')}`,
        )
        .join('\n\n');
    case 'verbatim':
      return indented(part.text, '  ');
  }
}

/** The whole text, with a blank line between parts. */
export const layOutAll = (parts: readonly Part[]): string => parts.map(layOut).join('\n\n');
