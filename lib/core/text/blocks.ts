/** A step of the instructions, with the text to type or paste, if any. */
export type TextStep = { text: string; verbatim?: string };

/** A part of a text before layout. Only prose is wrapped: a broken command is a wrong command. */
export type Part =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'steps'; steps: readonly TextStep[] }
  | { kind: 'verbatim'; text: string };

export const paragraph = (text: string): Part => ({ kind: 'paragraph', text });
export const heading = (text: string): Part => ({ kind: 'heading', text });
export const list = (...items: readonly string[]): Part => ({ kind: 'list', items });
export const steps = (...given: readonly TextStep[]): Part => ({ kind: 'steps', steps: given });
export const verbatim = (text: string): Part => ({ kind: 'verbatim', text });

/** Narrow enough for an email that is quoted twice. */
export const TEXT_WIDTH = 76;

/** Wraps prose at spaces. A word longer than a line, such as an ARN, stays whole. */
export function wrap(text: string, first = '', rest = ''): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((word) => word !== '')) {
    if (!empty && line.length + 1 + word.length > TEXT_WIDTH) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

const indented = (text: string, by: string): string =>
  text
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');

function step({ text, verbatim }: TextStep, at: number): string {
  const number = `${at + 1}. `;
  const words = wrap(text, number, ' '.repeat(number.length));
  return verbatim === undefined ? words : `${words}\n\n${indented(verbatim, '     ')}\n`;
}

function layOut(part: Part): string {
  switch (part.kind) {
    case 'paragraph':
      return wrap(part.text);
    case 'heading':
      return `${part.text}:`;
    case 'list':
      return part.items.map((item) => wrap(item, '- ', '  ')).join('\n');
    case 'steps':
      return part.steps.map(step).join('\n').trimEnd();
    case 'verbatim':
      return indented(part.text, '  ');
  }
}

/** The whole text, with a blank line between parts. */
export const layOutAll = (parts: readonly Part[]): string => parts.map(layOut).join('\n\n');
