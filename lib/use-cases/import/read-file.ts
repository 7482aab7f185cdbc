import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stagedCell } from '#lib/core/import/cell-text.ts';
import { readHeader, separatorOf, type ImportColumn } from '#lib/core/import/columns.ts';
import { MOST_IMPORT_BYTES, MOST_IMPORT_ROWS, type ImportCells, type ImportProblem } from '#lib/core/import/import.ts';
import type { FileRefusal } from '#lib/core/import/import-words.ts';

/** A row as the file has it, and the line on which it begins. */
export type FileRow = { line: number; cells: ImportCells; problems: readonly ImportProblem[] };
export type FileEnd = { sha256: Buffer; byteCount: number; rowCount: number };

/** Why nothing of a file can be used. It is thrown, because reading stops in the middle. */
export class UnusableFile extends Error {
  readonly refusal: FileRefusal;
  readonly about: string;
  constructor(refusal: FileRefusal, about = '') {
    super(refusal);
    this.refusal = refusal;
    this.about = about;
  }
}

/** Characters of one row. An unclosed quotation mark would take the rest of the file for one cell. */
const LONGEST_ROW = 100_000;
/** The first line is looked for in so many characters. */
const LONGEST_HEADER = 10_000;
const LOOKED_AT = 512;

/**
 * Reads a CSV file as it arrives, keeping one part of it in memory.
 * @returns the rows; at the end, the hash of the bytes and what was counted
 * @throws UnusableFile
 */
export async function* readFile(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow, FileEnd, undefined> {
  const hash = createHash('sha256');
  const counted = { bytes: 0 };
  const text = textOf(bytes, (part) => {
    counted.bytes += part.byteLength;
    if (counted.bytes > MOST_IMPORT_BYTES) throw new UnusableFile('too_large');
    hash.update(part);
  });
  const { first, rest } = await firstLineOf(text);
  if (first.trim() === '') throw new UnusableFile('empty');
  let rowCount = 0;
  for await (const row of rowsOf(rest, separatorOf(first.split(/[\r\n]/, 1)[0] ?? ''))) {
    rowCount += 1;
    if (rowCount > MOST_IMPORT_ROWS) throw new UnusableFile('too_many_rows');
    yield row;
  }
  if (rowCount === 0) throw new UnusableFile('only_header');
  return { sha256: hash.digest(), byteCount: counted.bytes, rowCount };
}

/** The text of UTF-8 bytes, without a byte order mark. */
async function* textOf(bytes: AsyncIterable<Uint8Array>, onPart: (part: Uint8Array) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let looked = 0;
  const decode = (part?: Uint8Array): string => {
    try {
      return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch {
      throw new UnusableFile('not_utf8');
    }
  };
  for await (const part of bytes) {
    onPart(part);
    // UTF-16 begins with FF FE or FE FF, or has a zero byte in every Latin letter.
    const isFirst = looked === 0;
    if (isFirst && (part[0] === 0xff || part[0] === 0xfe)) throw new UnusableFile('utf16');
    if (looked < LOOKED_AT && part.subarray(0, LOOKED_AT).includes(0)) throw new UnusableFile('utf16');
    looked += part.byteLength;
    yield decode(part);
  }
  yield decode();
}

/** The beginning of a text with its first line, and the whole text again. */
async function firstLineOf(text: AsyncGenerator<string>): Promise<{ first: string; rest: AsyncIterable<string> }> {
  let first = '';
  while (first.trim() === '' || (!/[\r\n]/.test(first.trimStart()) && first.length < LONGEST_HEADER)) {
    const { done, value } = await text.next();
    if (done === true) break;
    first += value;
  }
  async function* again(): AsyncGenerator<string> {
    yield first;
    yield* text;
  }
  return { first: first.trimStart(), rest: again() };
}

type Parsed = { record: string[]; info: { lines: number } };

async function* rowsOf(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<FileRow> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: LONGEST_ROW,
  });
  const source = Readable.from(text);
  // A failure of the source must reach the reader of the parser.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let [columns, lastLine]: [(ImportColumn | null)[] | null, number] = [null, 0];
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const line = lastLine + 1;
      lastLine = info.lines;
      if (record.every((cell) => cell.trim() === '')) continue;
      if (columns === null) columns = columnsOf(record);
      else yield rowOf(record, columns, line);
    }
  } catch (error) {
    throw error instanceof CsvError ? unusable(error) : error;
  } finally {
    source.destroy();
  }
}

function columnsOf(titles: readonly string[]): (ImportColumn | null)[] {
  const header = readHeader(titles);
  if (!header.ok) throw new UnusableFile(header.refusal.reason, header.refusal.about);
  return header.value;
}

function rowOf(record: readonly string[], columns: readonly (ImportColumn | null)[], line: number): FileRow {
  const cells: Partial<Record<ImportColumn, string>> = {};
  // Cells after the last title are harmless while they are empty.
  const filled = record.findLastIndex((cell) => cell.trim() !== '') + 1;
  let isRagged = record.length < columns.length || filled > columns.length;
  for (const [at, column] of columns.entries()) {
    const cell = stagedCell(column ?? 'customer', record[at] ?? '');
    if (cell === '') continue;
    if (column === null) isRagged = true;
    else cells[column] = cell;
  }
  const problems = isRagged
    ? [{ column: columns[record.length] ?? null, code: 'ragged', about: String(record.length) }]
    : [];
  return { line, cells, problems };
}

function unusable(error: CsvError): UnusableFile {
  const line: unknown = Reflect.get(error, 'lines');
  return new UnusableFile(error.code === 'CSV_MAX_RECORD_SIZE' ? 'row_too_long' : 'quotes', String(line));
}
