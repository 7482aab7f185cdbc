import { ok, refuse, type Result } from '#lib/core/result.ts';
import { cliErrorsIn } from './cli-error.ts';
import { errorUnits, type ErrorUnit } from './error-units.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { findJson, parseJson, type JsonInText } from './json-in-text.ts';
import { formatOf, templateIn, type Template } from './paste-format.ts';
import { plainText } from './plain-text.ts';

/** In characters. The longest policy that KMS stores has 32,768, and nearly twice that as a JSON string. */
export const LONGEST_PASTE = 100_000;

const TYPOGRAPHIC_QUOTES = /[“”„‟«»‘’]/;

/** Whether the text becomes JSON inside brackets: statements that were cut out of their document. */
export const parseAsList = (text: string): unknown =>
  parseJson(`[${text.endsWith(',') ? text.slice(0, -1) : text}]`)?.value;

/** Characters that mail programs and browsers insert and nobody sees. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;
const OTHER_SPACES = /[\u00A0\u2007\u202F]/g;
const OTHER_HYPHENS = /[\u2010\u2011]/g;

/**
 * Checks pasted text before it is read. White space around it and invisible characters are ignored, as mail programs
 * insert them.
 */
export function trimPaste(pasted: string): Result<string, EvidenceRefusal> {
  const text = pasted.replace(OTHER_SPACES, ' ').replace(OTHER_HYPHENS, '-').replace(INVISIBLE, '').trim();
  if (text === '') return refuse('empty');
  return text.length > LONGEST_PASTE ? refuse('too_long') : ok(text);
}

/** Trimmed text, with what several readers look for in it. Each is found once. */
export type Paste = {
  text: string;
  json: () => JsonInText | null;
  plain: () => string;
  errors: () => readonly ErrorUnit[];
  template: () => Template | null;
};

const once = <T>(find: () => T): (() => T) => {
  let found: { value: T } | null = null;
  return () => (found ??= { value: find() }).value;
};

/** @param text what `trimPaste` returned */
export function openPaste(text: string): Paste {
  const plain = once(() => plainText(text));
  return {
    text,
    json: once(() => findJson(text)),
    plain,
    errors: once(() => errorUnits(plain())),
    template: once(() => templateIn(text)),
  };
}

const CLI_USAGE =
  /^(?:usage: )?aws(?:: error:|: \[ERROR\]:| \[options\] <command>)|^(?:Unable to locate credentials|Could not connect to the endpoint URL|Connect timeout on endpoint URL|Read timeout on endpoint URL|The config profile \(|You must specify a region|Error (?:loading SSO Token|when retrieving token)|SSL validation failed)/m;
/** What is left of JSON that is cut off or damaged. Text without it was never JSON, such as one field of an answer. */
const PART_OF_JSON = /[{}]|\[\s{0,20}["{\n]|["']\s{0,5}:/;

/**
 * Finds the JSON in a paste. The command line, a prompt and a code fence around it are allowed. They are returned,
 * because they may name a key.
 */
export function readJson({ text, json, template: findTemplate }: Paste): Result<JsonInText, EvidenceRefusal> {
  const found = json();
  if (found !== null) return ok(found);
  const errors = cliErrorsIn(text);
  if (errors.some(({ message }) => message.startsWith('No such policy exists'))) return refuse('wrong_policy_name');
  if (errors.length > 0 || CLI_USAGE.test(text)) return refuse('error_instead');
  const template = findTemplate();
  if (template !== null) return refuse(template);
  if (TYPOGRAPHIC_QUOTES.test(text)) return refuse('smart_quotes');
  if (formatOf(text) !== null) return refuse('other_output_format');
  return refuse(PART_OF_JSON.test(text) ? 'not_json' : 'not_this_command');
}

/** The value as an object with named fields, or null. */
export const asObject = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
