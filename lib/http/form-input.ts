import type { z } from 'zod';
import { ok, refuse, type Result } from '#lib/core/result.ts';

const MOST_FIELDS = 200;
const MOST_CHARACTERS = 262_144;

type FormRefusal = { problem: 'too_large' } | { problem: 'invalid'; fieldErrors: Record<string, string> };

/**
 * Reads form or query fields through a schema. A field sent more than once becomes a list. Fields that the schema
 * doesn't name, files, and NUL characters are refused.
 */
export function readInput<Shape extends z.ZodRawShape>(
  entries: Iterable<[string, unknown]>,
  schema: z.ZodObject<Shape>,
): { ok: true; value: z.output<z.ZodObject<Shape>> } | { ok: false; refusal: FormRefusal } {
  const collected = collect(entries);
  if (!collected.ok) return { ok: false, refusal: { problem: 'too_large' } };
  const { values, unreadable } = collected.value;
  if (unreadable.length > 0) return invalid(unreadable.map((name) => [name, 'This must be text.']));
  const parsed = schema.strict().safeParse(Object.fromEntries(values));
  if (parsed.success) return { ok: true, value: parsed.data };
  return invalid(parsed.error.issues.flatMap(wordsOf));
}

type Collected = { values: Map<string, string | string[]>; unreadable: string[] };

function collect(entries: Iterable<[string, unknown]>): Result<Collected, 'too_large'> {
  const values = new Map<string, string | string[]>();
  const unreadable: string[] = [];
  let fields = 0;
  let characters = 0;
  for (const [name, value] of entries) {
    // React's own fields: they name the action when a form is sent without JavaScript.
    if (name.startsWith('$ACTION_')) continue;
    fields += 1;
    characters += name.length + (typeof value === 'string' ? value.length : 0);
    if (fields > MOST_FIELDS || characters > MOST_CHARACTERS) return refuse('too_large');
    if (typeof value !== 'string' || value.includes('\0')) unreadable.push(name);
    else values.set(name, joined(values.get(name), value));
  }
  return ok({ values, unreadable });
}

const joined = (before: string | string[] | undefined, value: string): string | string[] =>
  before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];

function wordsOf(issue: z.core.$ZodIssue): [string, string][] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => [name, "Keydesk doesn't know this field."]);
  return [[String(issue.path[0] ?? ''), issue.message]];
}

/** Keeps the first message for each field. */
function invalid(problems: [string, string][]): { ok: false; refusal: FormRefusal } {
  return { ok: false, refusal: { problem: 'invalid', fieldErrors: Object.fromEntries(problems.toReversed()) } };
}
