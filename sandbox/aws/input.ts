import { z } from 'zod';
import { AwsError } from './errors.ts';

/**
 * Validates a request body with AWS's error messages: `1 validation error detected: Value 'x' at 'keyId' failed to satisfy
 * constraint: …` (ValidationException), or SerializationException for a wrong JSON type.
 * A null member counts as absent. Unknown members are ignored, as in KMS.
 */
export function parseInput<S extends z.ZodType>(schema: S, body: object): z.output<S> {
  const present = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  const result = schema.safeParse(present, { reportInput: true });
  if (result.success) return result.data;
  const constraints = result.error.issues.map((issue) => describeIssue(issue, present));
  throw validationError(constraints);
}

/** AWS's ValidationException (for STS, ValidationError) for a list of violated constraints. */
export function validationError(constraints: readonly string[], code = 'ValidationException'): AwsError {
  const errors = constraints.length === 1 ? 'validation error' : 'validation errors';
  return new AwsError(code, `${constraints.length} ${errors} detected: ${constraints.join('; ')}`);
}

/** `Value 'x' at 'member' failed to satisfy constraint: Member must …`. */
export function brokenConstraint(member: string, value: unknown, rule: string): string {
  const shown = value === SENSITIVE ? '' : value === undefined ? ' null' : ` '${formatValue(value)}'`;
  return `Value${shown} at '${member}' failed to satisfy constraint: Member must ${rule}`;
}

const SENSITIVE = Symbol('a value that error messages never repeat');

/** A base64 blob of `minBytes` to `maxBytes`. Errors never repeat its content. */
export function blob(minBytes: number, maxBytes: number) {
  return z.string().transform((text, context): Buffer => {
    const bytes = Buffer.from(text, 'base64');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) {
      context.addIssue({ code: 'custom', params: { serialization: true } });
      return z.NEVER;
    }
    const rule =
      bytes.length < minBytes
        ? `have length greater than or equal to ${minBytes}`
        : bytes.length > maxBytes
          ? `have length less than or equal to ${maxBytes}`
          : null;
    if (rule !== null) context.addIssue({ code: 'custom', params: { rule } });
    return bytes;
  });
}

/** Request members that several operations share (KMS API Reference, "Actions"). */
export const member = {
  keyId: z.string().min(1).max(2048),
  description: z.string().max(8192),
  grantTokens: z.array(z.string().min(1).max(8192)).max(10).optional(),
  encryptionContext: z.record(z.string(), z.string()).optional(),
  dryRun: z.boolean().optional(),
  limit: z.int().min(1).max(1000).optional(),
  marker: z.string().min(1).max(1024).optional(),
};

function describeIssue(issue: z.core.$ZodIssue, body: Record<string, unknown>): string {
  const name = memberName(issue.path);
  const value = issue.path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    body,
  );
  switch (issue.code) {
    case 'invalid_type':
      if (value !== undefined)
        throw new AwsError(
          'SerializationException',
          `${jsonTypeOf(value)} can not be converted to ${article(issue.expected)}`,
        );
      return brokenConstraint(name, undefined, 'not be null');
    case 'too_small':
      return brokenConstraint(name, value, `have ${sizeWord(issue.origin)} greater than or equal to ${issue.minimum}`);
    case 'too_big':
      return brokenConstraint(name, value, `have ${sizeWord(issue.origin)} less than or equal to ${issue.maximum}`);
    case 'invalid_value':
      return brokenConstraint(name, value, `satisfy enum value set: [${issue.values.join(', ')}]`);
    case 'invalid_format':
      return brokenConstraint(name, value, `satisfy regular expression pattern: ${issue.pattern ?? ''}`);
    case 'custom':
      if (issue.params?.['serialization'] === true)
        throw new AwsError('SerializationException', 'Invalid base64 in a blob.');
      return brokenConstraint(name, SENSITIVE, String(issue.params?.['rule'] ?? issue.message));
    default:
      return brokenConstraint(name, value, issue.message);
  }
}

function memberName(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `${step + 1}.member` : String(step)))
    .map((step) => step.charAt(0).toLowerCase() + step.slice(1))
    .join('.');
}

function sizeWord(origin: string): string {
  return origin === 'number' || origin === 'int' ? 'value' : 'length';
}

function formatValue(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  return typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
}

function article(expected: string): string {
  const type = expected === 'int' ? 'Integer' : expected.charAt(0).toUpperCase() + expected.slice(1);
  return `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
}
