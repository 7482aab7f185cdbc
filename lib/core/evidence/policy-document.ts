import { z } from 'zod';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { asObject, parseAsList, readJson } from './pasted-text.ts';

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((one) => [one]), z.array(item)]).transform((list) => list as z.output<T>[]);

/** Longer than any ARN, action or principal in AWS. */
const Name = z.string().max(2_048);
const Names = oneOrMore(Name);
const Principals = z.union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.record(z.string(), Names)]);
const Values = oneOrMore(z.union([z.string(), z.boolean(), z.number()]).transform(String));

const Statement = z
  .object({
    Effect: z.enum(['Allow', 'Deny']),
    Principal: Principals.optional(),
    NotPrincipal: Principals.optional(),
    Action: Names.optional(),
    NotAction: Names.optional(),
    Resource: Names.optional(),
    NotResource: Names.optional(),
    Condition: z.record(z.string(), z.record(z.string(), Values)).optional(),
  })
  .refine(
    (one) =>
      !(one.Principal && one.NotPrincipal) && !(one.Action && one.NotAction) && !(one.Resource && one.NotResource),
  );
export type PolicyStatement = z.output<typeof Statement>;

const PolicyDocument = z.object({ Statement: oneOrMore(Statement) });

/** In characters. Source: KMS developer guide, "Resource quotas": a key policy document has at most 32 KB. */
const LONGEST_DOCUMENT = 32_768;

/** A key policy's statements, and the text around the document. */
export type PastedPolicy = { statements: readonly PolicyStatement[]; around: string };

const isStatement = (value: unknown): boolean => asObject(value)?.['Effect'] !== undefined;
const isStatementList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isStatement(item));

/** The policy in the output of `get-key-policy`: the document itself (`--output text`), or a text inside `Policy`. */
function unwrap(value: unknown): unknown {
  const inner = asObject(value)?.['Policy'] ?? value;
  if (typeof inner !== 'string') return inner;
  const parsed = readJson(inner.trim());
  return parsed.ok ? parsed.value.value : null;
}

/**
 * Reads a pasted key policy as a document of statements.
 * Source: IAM user guide, "Grammar of the IAM JSON policy language".
 */
export function readPolicyDocument(text: string): Result<PastedPolicy, EvidenceRefusal> {
  const json = readJson(text);
  if (!json.ok) return isStatementList(parseAsList(text)) ? refuse('bare_statement') : json;
  const document = unwrap(json.value.value);
  if (isStatement(document) || isStatementList(document)) return refuse('bare_statement');
  if (JSON.stringify(document ?? null).length > LONGEST_DOCUMENT) return refuse('too_long');
  const parsed = PolicyDocument.safeParse(document);
  if (!parsed.success || parsed.data.Statement.length === 0) return refuse('not_this_command');
  const statements = parsed.data.Statement;
  return statements.every((one) => one.Principal === undefined && one.NotPrincipal === undefined)
    ? refuse('identity_policy')
    : ok({ statements, around: json.value.around });
}
