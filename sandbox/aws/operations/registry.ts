import { AwsError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { ALIAS_OPERATIONS } from './aliases.ts';
import { CRYPTOGRAPHIC_OPERATIONS } from './cryptography.ts';
import { GRANT_OPERATIONS } from './grants.ts';
import { IMPORT_OPERATIONS } from './imports.ts';
import { KEY_OPERATIONS } from './keys.ts';
import { LIFECYCLE_OPERATIONS } from './lifecycle.ts';
import { MULTI_REGION_OPERATIONS } from './multi-region.ts';
import { POLICY_OPERATIONS } from './policies.ts';
import { RE_ENCRYPT_OPERATIONS } from './re-encrypt.ts';
import { ROTATION_OPERATIONS } from './rotation.ts';
import { TAG_OPERATIONS } from './tags.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [
    KEY_OPERATIONS,
    POLICY_OPERATIONS,
    LIFECYCLE_OPERATIONS,
    ROTATION_OPERATIONS,
    CRYPTOGRAPHIC_OPERATIONS,
    RE_ENCRYPT_OPERATIONS,
    IMPORT_OPERATIONS,
    MULTI_REGION_OPERATIONS,
    GRANT_OPERATIONS,
    ALIAS_OPERATIONS,
    TAG_OPERATIONS,
  ]
    .flat()
    .map((operation) => [operation.name, operation]),
);

/**
 * The operation named by `x-amz-target`. Throws UnknownOperationException: without a message, as AWS does, for an invalid
 * name; with one for a name that KMS could have but the sandbox doesn't implement.
 */
export function findOperation(name: string): Operation {
  const operation = OPERATIONS.get(name);
  if (operation !== undefined) return operation;
  const isPlausible = /^[A-Z][A-Za-z]{3,60}$/.test(name);
  throw new AwsError(
    'UnknownOperationException',
    isPlausible ? `The AWS sandbox does not implement ${name}.` : undefined,
  );
}
