import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const FORMAT = 'keydesk-aws-sandbox';
const VERSION = 1;
const COMPACT_AFTER_LINES = 1000;

/** A map that writes every change to disk before it returns, so an answered call survives kill -9. */
export interface DurableMap<T> {
  get(id: string): T | undefined;
  set(id: string, value: T): void;
  delete(id: string): void;
  values(): IterableIterator<T>;
  readonly size: number;
}

export interface Journal {
  /** The map of one kind of entity; call it once per kind. */
  map<T>(kind: string): DurableMap<T>;
  /** Removes everything, in memory and on disk. */
  clear(): void;
  close(): void;
}

/**
 * Opens the sandbox's state: a file of JSON lines, a header and one entity per line; the last line of an entity wins.
 * Opening and growth rewrite it without superseded lines. Without a directory, the state is in memory only.
 * Throws an error that names the file for another version or a damaged line; an incomplete last line is ignored.
 */
export function openJournal(dataDir?: string): Journal {
  const maps = new Map<string, Map<string, unknown>>();
  const entitiesOf = (kind: string): Map<string, unknown> => {
    const entities = maps.get(kind) ?? new Map<string, unknown>();
    maps.set(kind, entities);
    return entities;
  };

  if (dataDir === undefined) return inMemory(maps, entitiesOf);

  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'state.ndjson');
  if (existsSync(file)) readState(file, entitiesOf);
  let descriptor = rewrite(file, maps);
  let linesSinceRewrite = 0;

  // Disk first, then memory, then compaction: a failed write changes nothing, and a rewrite contains every change.
  const write = (kind: string, id: string, value: unknown, apply: () => void): void => {
    appendFileSync(descriptor, `${JSON.stringify([kind, id, value ?? null])}\n`);
    apply();
    linesSinceRewrite += 1;
    if (linesSinceRewrite <= Math.max(COMPACT_AFTER_LINES, 2 * countEntities(maps))) return;
    closeSync(descriptor);
    descriptor = rewrite(file, maps);
    linesSinceRewrite = 0;
  };

  return {
    map: (kind) => durableMap(entitiesOf(kind), (id, value, apply) => write(kind, id, value, apply)),
    clear() {
      for (const entities of maps.values()) entities.clear();
      closeSync(descriptor);
      descriptor = rewrite(file, maps);
      linesSinceRewrite = 0;
    },
    close: () => closeSync(descriptor),
  };
}

function inMemory(
  maps: Map<string, Map<string, unknown>>,
  entitiesOf: (kind: string) => Map<string, unknown>,
): Journal {
  return {
    map: (kind) => durableMap(entitiesOf(kind), (_id, _value, apply) => apply()),
    clear() {
      for (const entities of maps.values()) entities.clear();
    },
    close: () => {},
  };
}

function durableMap<T>(
  entities: Map<string, unknown>,
  write: (id: string, value: T | undefined, apply: () => void) => void,
): DurableMap<T> {
  const typed = entities as Map<string, T>;
  return {
    get: (id) => typed.get(id),
    set: (id, value) => write(id, value, () => typed.set(id, value)),
    delete(id) {
      if (typed.has(id)) write(id, undefined, () => typed.delete(id));
    },
    values: () => typed.values(),
    get size() {
      return typed.size;
    },
  };
}

function readState(file: string, entitiesOf: (kind: string) => Map<string, unknown>): void {
  const [header = '', ...lines] = readFileSync(file, 'utf8').split('\n');
  refuseInvalidHeader(file, header);
  const lastLine = lines.length - 1;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === null) {
      if (index === lastLine) return;
      throw new Error(`The AWS sandbox cannot read its state: line ${index + 2} of ${file} is damaged.`);
    }
    const [kind, id, value] = entry;
    if (value === null) entitiesOf(kind).delete(id);
    else entitiesOf(kind).set(id, value);
  }
}

function refuseInvalidHeader(file: string, header: string): void {
  const parsed = parseJson(header);
  const isSandboxState =
    typeof parsed === 'object' && parsed !== null && 'format' in parsed && parsed.format === FORMAT;
  const version = isSandboxState && 'version' in parsed ? parsed.version : undefined;
  if (version === VERSION) return;
  throw new Error(
    isSandboxState
      ? `The AWS sandbox state ${file} has version ${String(version)}; this sandbox reads version ${VERSION}. Move the file away to start with an empty state.`
      : `${file} is not an AWS sandbox state. Move the file away, or give another data directory.`,
  );
}

function parseLine(line: string): [kind: string, id: string, value: unknown] | null {
  const parsed = parseJson(line);
  if (!Array.isArray(parsed) || parsed.length !== 3) return null;
  const [kind, id, value] = parsed as unknown[];
  return typeof kind === 'string' && typeof id === 'string' ? [kind, id, value] : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes the whole state to a temporary file and renames it; returns a descriptor for appending. */
function rewrite(file: string, maps: ReadonlyMap<string, ReadonlyMap<string, unknown>>): number {
  const temporaryFile = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporaryFile, 'w', 0o600);
  writeSync(descriptor, `${JSON.stringify({ format: FORMAT, version: VERSION })}\n`);
  for (const [kind, entities] of maps) {
    for (const [id, value] of entities) appendFileSync(descriptor, `${JSON.stringify([kind, id, value])}\n`);
  }
  fsyncSync(descriptor);
  renameSync(temporaryFile, file);
  return descriptor;
}

function countEntities(maps: ReadonlyMap<string, ReadonlyMap<string, unknown>>): number {
  let count = 0;
  for (const entities of maps.values()) count += entities.size;
  return count;
}
