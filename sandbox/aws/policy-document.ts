import { AwsError } from './errors.ts';
import { parseConditionBlock, type Condition } from './policy-conditions.ts';
import { toPattern, type Pattern } from './policy-patterns.ts';
import { parsePolicyText, type PolicyLanguage, type PolicyText } from './policy-variables.ts';

/** The names that an Action or Resource element covers; `negated` for NotAction and NotResource. */
export interface Names<T> {
  readonly negated: boolean;
  readonly patterns: readonly T[];
}

/**
 * The AWS principals of a statement: everyone (`*`), or exact ARNs; an account is its root ARN. `negated` for NotPrincipal,
 * which covers everybody else.
 */
export interface StatementPrincipals {
  readonly negated: boolean;
  readonly everyone: boolean;
  readonly arns: ReadonlySet<string>;
}

/** One statement. Without an Action or Resource it has no effect, as KMS documents for PutKeyPolicy. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: StatementPrincipals | null;
  /** In lower case: actions aren't case-sensitive. */
  readonly actions: Names<Pattern> | null;
  readonly resources: Names<PolicyText> | null;
  readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
}

/**
 * `identity` is an identity policy, a permissions boundary or a service control policy. Key policies, VPC endpoint policies
 * and resource control policies name principals.
 */
export type PolicyKind = 'key' | 'identity' | 'session' | 'vpce' | 'rcp';
type JsonObject = Record<string, unknown>;

export const PRINCIPAL_ARN =
  /^arn:[a-z-]+:(?:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)|sts::\d{12}:(?:assumed-role\/[\w+=,.@-]+\/|federated-user\/)[\w+=,.@-]+)$/;
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const VERSION_WITH_VARIABLES = '2012-10-17';
const VERSIONS: readonly unknown[] = [VERSION_WITH_VARIABLES, '2008-10-17'];
const KEY_POLICY_MAX_LENGTH = 32_768;
const ARN_FIELDS = 6;

/**
 * Parses a policy. Throws MalformedPolicyDocumentException for a document that isn't in IAM's grammar (IAM User Guide,
 * "Grammar of the IAM JSON policy language"). AWS publishes no list of its messages: only the ones about invalid principals
 * and about a missing service prefix are AWS's (field reports).
 */
export function parsePolicyDocument(source: string | object, kind: PolicyKind): PolicyDocument {
  if (typeof source === 'string' && source.length > KEY_POLICY_MAX_LENGTH) {
    throw new AwsError('LimitExceededException', `Policy length exceeds ${KEY_POLICY_MAX_LENGTH} characters.`);
  }
  const document = typeof source === 'string' ? parseJson(source) : source;
  if (!isObject(document)) throw malformed('A policy must be a JSON object.');
  refuseUnknownElements(document, DOCUMENT_ELEMENTS);
  refuseUnlessText(document, 'Id');
  const version = document['Version'];
  if (version !== undefined && !VERSIONS.includes(version)) {
    throw malformed('The policy must contain a valid version string.');
  }
  const statements = asList(document['Statement']);
  if (statements.length === 0) throw malformed('The policy must contain at least one statement.');
  const language = { hasVariables: version === VERSION_WITH_VARIABLES, malformed };
  return { statements: statements.map((statement) => parseStatement(statement, kind, language)) };
}

function parseStatement(statement: unknown, kind: PolicyKind, language: PolicyLanguage): PolicyStatement {
  if (!isObject(statement)) throw malformed('A statement must be a JSON object.');
  refuseUnknownElements(statement, STATEMENT_ELEMENTS);
  refuseUnlessText(statement, 'Sid');
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('The Effect of a statement must be Allow or Deny.');
  const actions = parseNames(statement, 'Action', 'NotAction', parseAction);
  const resources = parseNames(statement, 'Resource', 'NotResource', (name) => parseResource(name, kind, language));
  if (kind !== 'key' && (actions === null || resources === null)) {
    throw malformed('A statement must have an Action or NotAction, and a Resource or NotResource.');
  }
  const conditions = parseConditionBlock(statement['Condition'], language);
  if (kind === 'key') refuseOverlyPermissive(conditions);
  return { effect, principals: parsePrincipals(statement, kind), actions, resources, conditions };
}

/** The message is AWS's, the exception is an assumption (KMS Developer Guide, "Using set operators with condition keys"). */
function refuseOverlyPermissive(conditions: readonly Condition[]): void {
  const single = conditions.find(
    ({ set, key }) => set === 'all' && /^(?:kms:encryptioncontext:|aws:requesttag\/)/.test(key),
  );
  if (single === undefined) return;
  const what = single.key.startsWith('kms:') ? 'encryption context' : 'tag';
  throw malformed(
    `OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified ${what} or with an unspecified ${what}. To fix, remove ForAllValues.`,
  );
}

function parsePrincipals(statement: JsonObject, kind: PolicyKind): StatementPrincipals | null {
  const { Principal: principal, NotPrincipal: notPrincipal } = statement;
  if (kind === 'identity' || kind === 'session') {
    if (principal === undefined && notPrincipal === undefined) return null;
    throw malformed('An identity policy must not name a Principal.');
  }
  if (notPrincipal === undefined) {
    const principals = readPrincipals(principal, false);
    if (kind === 'rcp' && (!principals.everyone || principals.arns.size > 0)) throw invalidPrincipals();
    return principals;
  }
  if (principal !== undefined) throw malformed('A statement holds Principal or NotPrincipal, not both.');
  // IAM User Guide, "NotPrincipal": it isn't supported in resource control policies or with Allow.
  if (kind === 'rcp') throw malformed('A resource control policy must not have a NotPrincipal.');
  if (statement['Effect'] === 'Allow') throw malformed('NotPrincipal must be used with the Effect Deny.');
  return readPrincipals(notPrincipal, true);
}

function readPrincipals(principal: unknown, negated: boolean): StatementPrincipals {
  if (principal === '*') return { negated, everyone: true, arns: new Set() };
  if (!isObject(principal) || Object.keys(principal).length === 0) throw invalidPrincipals();
  if (Object.keys(principal).some((type) => !PRINCIPAL_TYPES.has(type))) throw invalidPrincipals();
  const names = asList(principal['AWS']);
  const arns = new Set<string>();
  let everyone = false;
  for (const name of names) {
    if (typeof name !== 'string') throw invalidPrincipals();
    if (name === '*') everyone = true;
    else if (/^\d{12}$/.test(name)) arns.add(`arn:aws:iam::${name}:root`);
    else if (PRINCIPAL_ARN.test(name)) arns.add(name);
    else throw invalidPrincipals();
  }
  return { negated, everyone, arns };
}

function parseNames<T>(
  statement: JsonObject,
  element: string,
  negatedElement: string,
  parse: (name: string) => T,
): Names<T> | null {
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
  return { negated: plain === undefined, patterns: patterns.map(parse) };
}

function parseAction(action: string): Pattern {
  if (action !== '*' && !/^[a-z0-9*?-]+:[a-z0-9*?]+$/i.test(action)) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  return toPattern(action.toLowerCase());
}

/** A resource may have variables only after the fifth colon (IAM User Guide, "Where you can use policy variables"). */
function parseResource(resource: string, kind: PolicyKind, language: PolicyLanguage): PolicyText {
  const isArn = resource.startsWith('arn:');
  if (kind !== 'key' && resource !== '*' && !isArn)
    throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  const fields = resource.split(':');
  if (language.hasVariables && isArn && fields.slice(0, ARN_FIELDS - 1).some((field) => field.includes('${'))) {
    throw malformed(`Resource ${resource} must not have a variable before the resource part of the ARN.`);
  }
  const missing = isArn ? ARN_FIELDS - fields.length : 0;
  if (missing > 0 && kind === 'session') throw malformed(`Resource ${resource} must be a complete ARN.`);
  // IAM completes the ARNs of an identity policy with wildcards (IAM User Guide, "Grammar of the JSON policy language").
  const completed = missing > 0 && kind === 'identity' ? resource + ':*'.repeat(missing) : resource;
  return parsePolicyText(completed, language);
}

function refuseUnknownElements(object: JsonObject, known: ReadonlySet<string>): void {
  const unknown = Object.keys(object).find((element) => !known.has(element));
  if (unknown !== undefined) throw malformed(`The policy element ${unknown} is not valid.`);
}

function refuseUnlessText(object: JsonObject, element: string): void {
  if (!['string', 'undefined'].includes(typeof object[element])) throw malformed(`${element} must be a string.`);
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
