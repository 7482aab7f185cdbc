import { jsonAnswer, jsonError } from './answer.ts';
import { formatKeyArn, parseKeyArn } from './arn.ts';
import { parseCiphertext } from './ciphertext.ts';
import type { PreparedCall, Service, SignedRequest, WireRequest } from './endpoint.ts';
import { AwsError } from './errors.ts';
import { findOperation } from './operations/registry.ts';

const TARGET = /^TrentService\.(.+)$/;

/** AWS KMS over AWS JSON 1.1: `POST /` with the operation in `x-amz-target`. */
export const kmsService: Service = {
  name: 'kms',
  operationOf,
  prepare(engine, { caller, region, request }): PreparedCall {
    const operation = findOperation(operationOf(request));
    const body = parseBody(request.body);
    const { sourceIp } = request;
    const resourceArn = peekKeyArn(body, { caller, region, request });
    return {
      ownerAccount: (resourceArn && parseKeyArn(resourceArn)?.accountId) ?? caller.accountId,
      resourceArn,
      dryRun: body['DryRun'] === true,
      encryptionContext: peekEncryptionContext(body['EncryptionContext']),
      run: (requestId) => {
        const { sandbox } = engine;
        const call = { sandbox, caller, region, sourceIp, now: sandbox.clock.now() };
        return jsonAnswer(requestId, operation.run(call, body));
      },
    };
  },
  failure: jsonError,
};

function operationOf({ headers }: WireRequest): string {
  const target = headers['x-amz-target'];
  return (typeof target === 'string' && TARGET.exec(target)?.[1]) || '';
}

function parseBody(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
  }
  return body as Record<string, unknown>;
}

/** The key a request is about, for faults and the log; null where it is about none or cannot be told. */
function peekKeyArn(body: Record<string, unknown>, { caller, region }: SignedRequest): string | null {
  const keyId = body['KeyId'];
  if (typeof keyId === 'string') {
    if (keyId.startsWith('arn:')) return keyId;
    return keyId.startsWith('alias/') ? null : formatKeyArn({ accountId: caller.accountId, region, keyId });
  }
  const ciphertext = body['CiphertextBlob'];
  if (typeof ciphertext !== 'string') return null;
  try {
    return parseCiphertext(Buffer.from(ciphertext, 'base64')).keyArn;
  } catch {
    return null;
  }
}

function peekEncryptionContext(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null) return null;
  const pairs = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs);
}
