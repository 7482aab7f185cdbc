import { AwsError } from './errors.ts';
import { parseConditionBlock, type Condition } from './policy-conditions.ts';

/** The names that an Action or Resource element covers; `negated` for NotAction and NotResource. */
export interface NamePatterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** The AWS principals of a key policy statement: everyone (`*`), or exact ARNs; an account is its root ARN. */
export interface StatementPrincipals {
  readonly everyone: boolean;
  readonly arns: ReadonlySet<string>;
}

/** One statement. Without an Action or Resource it has no effect, as KMS documents for PutKeyPolicy. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: StatementPrincipals | null;
  readonly actions: NamePatterns | null;
  readonly resources: NamePatterns | null;
  readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
}

type PolicyKind = 'key' | 'identity';
type JsonObject = Record<string, unknown>;

export const PRINCIPAL_ARN =
  /^arn:[a-z-]+:(?:iam::\d{12}:(?:root|role\/|user\/)|sts::\d{12}:(?:assumed-role|federated-user)\/)/;
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const KEY_POLICY_MAX_LENGTH = 32_768;

/**
 * Parses a key policy (with principals), or an identity policy, boundary or session policy (without).
 * Throws MalformedPolicyDocumentException. AWS publishes no list of its messages: only the one about invalid principals is
 * AWS's (field reports).
 */
export function parsePolicyDocument(source: string | object, kind: PolicyKind): PolicyDocument {
  if (typeof source === 'string' && source.length > KEY_POLICY_MAX_LENGTH) {
    throw new AwsError('LimitExceededException', `Policy length exceeds ${KEY_POLICY_MAX_LENGTH} characters.`);
  }
  const document = typeof source === 'string' ? parseJson(source) : source;
  if (!isObject(document)) throw malformed('A policy must be a JSON object.');
  const version = document['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string.');
  }
  const statements = asList(document['Statement']);
  if (statements.length === 0) throw malformed('The policy must contain at least one statement.');
  return { statements: statements.map((statement) => parseStatement(statement, kind)) };
}

function parseStatement(statement: unknown, kind: PolicyKind): PolicyStatement {
  if (!isObject(statement)) throw malformed('A statement must be a JSON object.');
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('The Effect of a statement must be Allow or Deny.');
  if (statement['NotPrincipal'] !== undefined) {
    throw malformed('NotPrincipal is not supported by the AWS sandbox; use Principal with conditions.');
  }
  return {
    effect,
    principals: kind === 'key' ? parsePrincipals(statement['Principal']) : refusePrincipal(statement['Principal']),
    actions: parseNames(statement, 'Action', 'NotAction'),
    resources: parseNames(statement, 'Resource', 'NotResource'),
    conditions: parseConditionBlock(statement['Condition'], malformed),
  };
}

function parsePrincipals(principal: unknown): StatementPrincipals {
  if (principal === '*') return { everyone: true, arns: new Set() };
  if (!isObject(principal) || Object.keys(principal).length === 0) throw invalidPrincipals();
  if (Object.keys(principal).some((type) => !PRINCIPAL_TYPES.has(type))) throw invalidPrincipals();
  const names = asList(principal['AWS']);
  const arns = new Set<string>();
  let everyone = false;
  for (const name of names) {
    if (typeof name !== 'string') throw invalidPrincipals();
    if (name === '*') everyone = true;
    else if (/^\d{12}$/.test(name)) arns.add(`arn:aws:iam::${name}:root`);
    else if (PRINCIPAL_ARN.test(name) && !name.includes('*')) arns.add(name);
    else throw invalidPrincipals();
  }
  return { everyone, arns };
}

function refusePrincipal(principal: unknown): null {
  if (principal !== undefined) throw malformed('An identity policy must not name a Principal.');
  return null;
}

function parseNames(statement: JsonObject, element: string, negatedElement: string): NamePatterns | null {
  const plain = statement[element];
  const negated = statement[negatedElement];
  if (plain !== undefined && negated !== undefined) {
    throw malformed(`A statement holds ${element} or ${negatedElement}, not both.`);
  }
  const value = plain ?? negated;
  if (value === undefined) return null;
  const patterns = asList(value);
  if (!patterns.every((pattern) => typeof pattern === 'string')) {
    throw malformed(`${plain === undefined ? negatedElement : element} must be a string or a list of strings.`);
  }
  return { negated: plain === undefined, patterns };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The policy is not valid JSON.');
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}

function invalidPrincipals(): AwsError {
  return malformed('Policy contains a statement with one or more invalid principals.');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
