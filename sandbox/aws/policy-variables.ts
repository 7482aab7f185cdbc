import { toLiteral, toPattern, type Pattern } from './policy-patterns.ts';

/** The condition keys of a request, with lowercase names (condition keys are not case-sensitive in IAM). */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** Text as the policy has it, a character that stands for itself (`${*}`), or a variable with its default value. */
type Piece =
  | { readonly kind: 'text' | 'character'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | null };

/** A value of a policy, split at its variables. */
export type PolicyText = readonly Piece[];

/** Whether a document has variables, and how to refuse an invalid one. */
export interface PolicyLanguage {
  /** Only version 2012-10-17 has variables; in others, `${…}` is ordinary text (IAM User Guide, "Policy variables"). */
  readonly hasVariables: boolean;
  readonly malformed: (reason: string) => Error;
}

const VARIABLE = /\$\{([^}]*)\}?/g;
const NAME_AND_DEFAULT = /^([^\s,']+)(?:, *'([^']*)')?$/;
const SPECIAL_CHARACTERS = new Set(['*', '?', '$']);
const MULTIVALUED = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:tagkeys',
  'kms:encryptioncontextkeys',
  'kms:grantoperations',
  'kms:resourcealiases',
]);

/**
 * Splits a value at its variables. Throws `malformed(reason)` for what IAM Access Analyzer reports as an error: a variable
 * without a name or closing brace, with a space in its name, or with a default value that isn't in single quotes.
 */
export function parsePolicyText(raw: string, { hasVariables, malformed }: PolicyLanguage): PolicyText {
  if (!hasVariables || !raw.includes('${')) return [{ kind: 'text', text: raw }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of raw.matchAll(VARIABLE)) {
    const [whole, inside = ''] = found;
    pieces.push({ kind: 'text', text: raw.slice(end, found.index) });
    end = found.index + whole.length;
    if (!whole.endsWith('}')) throw malformed(`A policy variable has no closing brace in '${raw}'.`);
    pieces.push(parseVariable(inside, malformed));
  }
  return [...pieces, { kind: 'text', text: raw.slice(end) }];
}

function parseVariable(inside: string, malformed: PolicyLanguage['malformed']): Piece {
  if (SPECIAL_CHARACTERS.has(inside)) return { kind: 'character', text: inside };
  const [, name, fallback] = NAME_AND_DEFAULT.exec(inside) ?? [];
  if (name === undefined) throw malformed(`Invalid policy variable '\${${inside}}'.`);
  return { kind: 'variable', key: name.toLowerCase(), fallback: fallback ?? null };
}

/** Whether a value has variables other than the special characters. */
export function hasVariables(value: PolicyText): boolean {
  return value.some(({ kind }) => kind !== 'text');
}

/** The value as plain text, in which wildcards are ordinary characters; null if a variable has no value. */
export function resolveText(value: PolicyText, context: RequestContext): string | null {
  const texts = value.map((piece) => resolvePiece(piece, context));
  return texts.includes(null) ? null : texts.join('');
}

/**
 * The value as a pattern; null if a variable has no value, so that nothing matches. The values of variables are data: a `*`
 * in one is no wildcard.
 */
export function resolvePattern(value: PolicyText, context: RequestContext): Pattern | null {
  const patterns = value.map((piece) => {
    const text = resolvePiece(piece, context);
    if (text === null) return null;
    return piece.kind === 'text' ? toPattern(text) : toLiteral(text);
  });
  return patterns.includes(null) ? null : patterns.flatMap((pattern) => pattern ?? []);
}

/** Only keys with a single value can be variables (IAM User Guide, "Policy variables"). */
function resolvePiece(piece: Piece, context: RequestContext): string | null {
  if (piece.kind !== 'variable') return piece.text;
  const values = MULTIVALUED.has(piece.key) ? undefined : context.get(piece.key);
  return (values?.length === 1 ? values[0] : undefined) ?? piece.fallback;
}
