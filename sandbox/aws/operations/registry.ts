import { AwsError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { CRYPTOGRAPHIC_OPERATIONS } from './cryptography.ts';
import { KEY_OPERATIONS } from './keys.ts';
import { LIFECYCLE_OPERATIONS } from './lifecycle.ts';
import { POLICY_OPERATIONS } from './policies.ts';
import { ROTATION_OPERATIONS } from './rotation.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [KEY_OPERATIONS, POLICY_OPERATIONS, LIFECYCLE_OPERATIONS, ROTATION_OPERATIONS, CRYPTOGRAPHIC_OPERATIONS]
    .flat()
    .map((operation) => [operation.name, operation]),
);

/**
 * The operation behind an `x-amz-target`. Throws UnknownOperationException, which AWS sends without a message for what
 * it does not have; an operation of KMS that the sandbox lacks says so.
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
