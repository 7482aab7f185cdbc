import { ok, refuse, type Result } from '#lib/core/result.ts';
import { cliErrorsIn } from './cli-error.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';

/** In characters. The longest policy that KMS stores has 32,768, and nearly twice that as a JSON string. */
export const LONGEST_PASTE = 100_000;

/** What pasted text contains: the value of its JSON, and the text before and after it. */
export type PastedJson = { value: unknown; around: string };

const TYPOGRAPHIC_QUOTES = /[“”„‟«»‘’]/;
/** The first lines of `--output yaml`, `text` and `table`. */
const OTHER_FORMATS = /^(?:KeyMetadata|Policy|Rotations):(?: |\r?$)|^(?:KEYMETADATA|ROTATIONS)\t|^[-+]{8,}\r?$|^\|\s/m;

/** Copying an object silently drops a member of that name, so it is refused. */
const refuseProto = (name: string, value: unknown): unknown => {
  if (name === '__proto__') throw new SyntaxError('A member is named __proto__.');
  return value;
};

const parse = (text: string): { value: unknown } | null => {
  try {
    return { value: JSON.parse(text, refuseProto) as unknown };
  } catch {
    return null;
  }
};

/** Whether the text becomes JSON inside brackets: statements that were cut out of their document. */
export const parseAsList = (text: string): unknown => parse(`[${text.replace(/,\s*$/, '')}]`)?.value;

/**
 * Checks pasted text before it is read. White space around it is ignored, including the kind that mail programs insert.
 */
export function trimPaste(pasted: string): Result<string, EvidenceRefusal> {
  const text = pasted.replaceAll('\u00A0', ' ').trim();
  if (text === '') return refuse('empty');
  return text.length > LONGEST_PASTE ? refuse('too_long') : ok(text);
}

/**
 * Finds the JSON in trimmed text. The command line, a prompt and a code fence around it are allowed. They are returned,
 * because they may name a key.
 */
export function readJson(text: string): Result<PastedJson, EvidenceRefusal> {
  const whole = parse(text);
  if (whole !== null) return ok({ value: whole.value, around: '' });
  const from = text.search(/^[ \t]*[{[]/m);
  const to = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  const inside = from >= 0 && from < to ? parse(text.slice(from, to)) : null;
  if (inside !== null) return ok({ value: inside.value, around: `${text.slice(0, from)}\n${text.slice(to)}` });
  if (cliErrorsIn(text).length > 0) return refuse('error_instead');
  if (TYPOGRAPHIC_QUOTES.test(text)) return refuse('smart_quotes');
  return refuse(OTHER_FORMATS.test(text) ? 'other_output_format' : 'not_json');
}

/** The value as an object with named fields, or null. */
export const asObject = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
