import { jsonAnswer, jsonError } from './answer.ts';
import { accountOfArn, formatAliasArn, formatKeyArn } from './arn.ts';
import { namedKeyArn } from './ciphertext.ts';
import type { Engine, PreparedCall, Service, SignedRequest, WireRequest } from './endpoint.ts';
import { AwsError } from './errors.ts';
import { parseGrantToken } from './grants.ts';
import { findOperation } from './operations/registry.ts';

const TARGET = /^TrentService\.(.+)$/;

/** AWS KMS over AWS JSON 1.1: `POST /` with the operation in `x-amz-target`. */
export const kmsService: Service = {
  name: 'kms',
  operationOf,
  prepare(engine, { caller, region, request }): PreparedCall {
    const operation = findOperation(operationOf(request));
    const body = parseBody(request.body);
    const { sourceIp, headers } = request;
    const signedBy: Signer = { engine, caller, region };
    const resourceArn = peekKeyArn(body, signedBy);
    return {
      ownerAccount: (resourceArn && accountOfArn(resourceArn)) || caller.accountId,
      resourceArn,
      destinationArn: peekNamedKey(body['DestinationKeyId'], signedBy),
      dryRun: body['DryRun'] === true,
      encryptionContext: peekEncryptionContext(body['EncryptionContext'] ?? body['SourceEncryptionContext']),
      run: (requestId) => {
        const { sandbox } = engine;
        const call = { sandbox, caller, region, sourceIp, headers, now: sandbox.clock.now() };
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

type Signer = Pick<SignedRequest, 'caller' | 'region'> & { readonly engine: Engine };

// The members that name the key of a request, in order of precedence.
const KEY_MEMBERS = ['KeyId', 'SourceKeyId', 'TargetKeyId', 'AliasName'];

/** The key of a request (for ReEncrypt, the source key), for faults and the log; null if unknown. */
function peekKeyArn(body: Record<string, unknown>, signedBy: Signer): string | null {
  const named = KEY_MEMBERS.map((name) => body[name]).find((value) => typeof value === 'string');
  if (named !== undefined) return peekNamedKey(named, signedBy);
  if (typeof body['GrantToken'] === 'string') return parseGrantToken(body['GrantToken'])?.keyArn ?? null;
  const ciphertext = body['CiphertextBlob'];
  if (typeof ciphertext !== 'string') return null;
  try {
    return namedKeyArn(Buffer.from(ciphertext, 'base64'), signedBy.region);
  } catch {
    return null;
  }
}

/** For an alias that doesn't exist, returns the alias ARN. */
function peekNamedKey(keyId: unknown, { engine, caller, region }: Signer): string | null {
  if (typeof keyId !== 'string') return null;
  const { accountId } = caller;
  if (keyId.startsWith('arn:')) return engine.sandbox.aliases.find(keyId)?.keyArn ?? keyId;
  if (!keyId.startsWith('alias/')) return formatKeyArn({ accountId, region, keyId });
  const aliasArn = formatAliasArn({ accountId, region }, keyId);
  return engine.sandbox.aliases.find(aliasArn)?.keyArn ?? aliasArn;
}

function peekEncryptionContext(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null) return null;
  const pairs = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs);
}
