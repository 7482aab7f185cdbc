import { z } from 'zod';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { EvidenceRefusal } from './evidence-refusal.ts';
import { asObject, openPaste, parseAsList, readJson, type Paste } from './pasted-text.ts';

const listOf = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : [given]);

/** One text or a list of them, read as a list. A schema for each item would cost more than the rest of the reading. */
const oneOrMore = (textOf: (item: unknown) => string | null) =>
  z.unknown().transform((given, context): string[] => {
    const texts = listOf(given).flatMap((item) => textOf(item) ?? []);
    if (texts.length === listOf(given).length) return texts;
    context.addIssue({ code: 'custom', message: 'A value is not a text.' });
    return z.NEVER;
  });

/** Longer than any ARN, action or principal in AWS. */
const LONGEST_NAME = 2_048;
const Names = oneOrMore((item) => (typeof item === 'string' && item.length <= LONGEST_NAME ? item : null));
const Principals = z.preprocess((given) => (given === '*' ? { AWS: ['*'] } : given), z.record(z.string(), Names));
const Values = oneOrMore((item) => {
  const isScalar = typeof item === 'string' || typeof item === 'boolean' || Number.isFinite(item);
  return isScalar ? String(item) : null;
});

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

/** A statement, and whether `${…}` in it is a policy variable: only in documents of version 2012-10-17. */
export type PolicyStatement = z.output<typeof Statement> & { variables: boolean };

const WITH_VARIABLES = '2012-10-17';
const PolicyDocument = z.object({
  Id: z.unknown().optional(),
  Version: z.enum([WITH_VARIABLES, '2008-10-17']).optional(),
  Statement: z.preprocess(listOf, z.array(Statement)),
});

/** In characters. Source: KMS developer guide, "Resource quotas": a key policy document has at most 32 KB. */
const LONGEST_DOCUMENT = 32_768;

/** AWS writes the policies of its own keys under such an ID. */
const AWS_MANAGED_ID = /^auto-[a-z0-9-]{1,40}-\d{1,3}$/;

/** A key policy's statements, whether the key is an AWS managed one, and the text around the document. */
export type PastedPolicy = { statements: readonly PolicyStatement[]; awsManagedKey: boolean; around: string };

/** Whether a value is one statement of a policy. */
export const isStatement = (value: unknown): boolean => asObject(value)?.['Effect'] !== undefined;
const isStatementList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isStatement(item));

/** Whether a value is a policy document or statements of one, or the output of `get-key-policy`. */
export function looksLikePolicy(value: unknown): boolean {
  if (typeof value === 'string') return value.length < 2 * LONGEST_DOCUMENT && /"Statement"\s{0,20}:/.test(value);
  const answer = asObject(value);
  const { Statement: statements, Policy: inner } = answer ?? {};
  return (
    statements !== undefined ||
    (typeof inner === 'string' && (answer?.['PolicyName'] !== undefined || looksLikePolicy(inner))) ||
    asObject(inner) !== null ||
    isStatement(value) ||
    isStatementList(value)
  );
}

/** The policy in the output of `get-key-policy`: the document itself (`--output text`), or a text inside `Policy`. */
function unwrap(
  value: unknown,
  textLength: number,
): { document: unknown; length: number; wrapper: Readonly<Record<string, unknown>> } {
  const answer = asObject(value);
  const { Policy: policy, ...wrapper } = answer ?? {};
  const inner = policy ?? value;
  if (typeof inner !== 'string' && asObject(inner)?.['Statement'] === undefined)
    return { document: inner, length: 0, wrapper };
  if (typeof inner !== 'string')
    return {
      document: inner,
      length: textLength > LONGEST_DOCUMENT ? lengthOf(inner) : textLength,
      wrapper: policy ? wrapper : {},
    };
  const parsed = readJson(openPaste(inner.trim()));
  return { document: parsed.ok ? parsed.value.value : null, length: inner.length, wrapper };
}

/** The length of a value as JSON. What is nested too deeply to be written is longer than any policy. */
function lengthOf(value: unknown): number {
  try {
    return JSON.stringify(value ?? null).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * Reads a pasted key policy as a document of statements.
 * Source: IAM user guide, "Grammar of the IAM JSON policy language".
 */
export function readPolicyDocument(paste: Paste): Result<PastedPolicy, EvidenceRefusal> {
  const template = paste.template();
  if (template !== null) return refuse(template);
  const json = readJson(paste);
  if (!json.ok) return isStatementList(parseAsList(paste.text)) ? refuse('bare_statement') : json;
  const { document, length, wrapper } = unwrap(json.value.value, paste.text.length);
  // The document around a statement is there, but damaged or with comments.
  if (isStatement(document) || isStatementList(document))
    return refuse(/\bStatement\b["']?\s{0,5}:/.test(json.value.around) ? 'not_json' : 'bare_statement');
  if (length > LONGEST_DOCUMENT) return refuse('too_long');
  const parsed = PolicyDocument.safeParse(document);
  if (!parsed.success || parsed.data.Statement.length === 0) return refuse('not_this_command');
  const { Id, Version, Statement: parsedStatements } = parsed.data;
  const statements = parsedStatements.map((one) => ({ ...one, variables: Version === WITH_VARIABLES }));
  if (statements.every((one) => one.Principal === undefined && one.NotPrincipal === undefined))
    return refuse('identity_policy');
  if (statements.every(({ Effect }) => Effect === 'Deny')) return refuse('organization_policy');
  const named = Object.values(wrapper).filter((value) => typeof value === 'string');
  return ok({
    statements,
    awsManagedKey: wrapper['KeyManager'] === 'AWS' || (typeof Id === 'string' && AWS_MANAGED_ID.test(Id)),
    around: [json.value.around, ...named].join('\n'),
  });
}
