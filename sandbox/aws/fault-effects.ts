import type { Answer } from './answer.ts';
import { denialMessage, type Denial } from './denials.ts';
import { AwsError } from './errors.ts';
import type { FaultEffect, AppliedFault } from './faults.ts';

/** How a response is sent. */
export type Delivery =
  | { readonly kind: 'whole' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'resetBefore' }
  | { readonly kind: 'resetMid' }
  | { readonly kind: 'drip'; readonly intervalMs: number };

/** The combined effect of all faults that apply to a call. */
export interface FaultPlan {
  readonly ids: readonly string[];
  readonly delayMs: number;
  /** Thrown instead of running the operation. */
  readonly error: AwsError | null;
  readonly errorHeaders: Readonly<Record<string, string>>;
  /** Sent instead of running the operation. */
  readonly replacement: { status: number; body: string; contentType: string } | null;
  /** Applied, in order, to the response of the operation. */
  readonly changes: readonly ((answer: Answer) => Answer)[];
  readonly delivery: Delivery;
}

export interface FaultedCall {
  readonly callerArn: string;
  readonly service: 'kms' | 'sts';
  readonly operation: string;
  readonly resourceArn: string | null;
  /** The destination key of ReEncrypt. */
  readonly destinationArn: string | null;
  /** Identifies equal requests, whose responses `alternate` alternates. */
  readonly signature: string;
}

const JSON_TYPE = 'application/x-amz-json-1.1';
const RE_ENCRYPT_TO = 'kms:ReEncryptTo';
const NO_KEY_ID = '00000000-0000-4000-8000-000000000000';
const HTML = '<html><head><title>Service Unavailable</title></head><body><h1>Proxy error</h1></body></html>';
const THROTTLED = 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.';
const SERVICE_ERRORS = {
  KMSInternalException: 'AWS KMS had an internal error and could not fulfill the request.',
  DependencyTimeoutException: 'The system timed out while trying to fulfill the request.',
  KeyUnavailableException: 'The request was rejected because the specified KMS key was not available.',
} as const;

/** Combines the faults of one call: delays add up, the oldest error or replacement wins, changes apply in order. */
export function planFaults(faults: readonly AppliedFault[], call: FaultedCall): FaultPlan {
  const delayMs = faults.reduce((sum, { effect }) => sum + (effect.kind === 'delay' ? effect.delayMs : 0), 0);
  const error = firstOf(faults, ({ effect }) => errorOf(effect, call));
  return {
    ids: faults.map(({ id }) => id),
    delayMs,
    error: error?.error ?? null,
    errorHeaders: error?.headers ?? {},
    replacement: firstOf(faults, ({ effect }) => replacementOf(effect)),
    changes: faults.flatMap((fault) => changeOf(fault, call) ?? []),
    delivery: firstOf(faults, ({ effect }) => deliveryOf(effect)) ?? { kind: 'whole' },
  };
}

function errorOf(effect: FaultEffect, call: FaultedCall): { error: AwsError; headers?: Record<string, string> } | null {
  switch (effect.kind) {
    case 'throttle': {
      const error = new AwsError('ThrottlingException', THROTTLED);
      return effect.retryAfterMs === undefined
        ? { error }
        : { error, headers: { 'x-amz-retry-after': String(effect.retryAfterMs) } };
    }
    case 'serviceError':
      return { error: new AwsError(effect.name, SERVICE_ERRORS[effect.name], 500) };
    case 'error':
      return { error: new AwsError(effect.name, effect.message, effect.status) };
    case 'denial': {
      const action = effect.action ?? deniedAction(call);
      const resourceArn = (action === RE_ENCRYPT_TO ? call.destinationArn : call.resourceArn) ?? undefined;
      const request = { callerArn: call.callerArn, action, resourceArn };
      return { error: new AwsError('AccessDeniedException', denialMessage(request, toDenial(effect))) };
    }
    default:
      return null;
  }
}

/** There is no permission kms:ReEncrypt; AWS checks kms:ReEncryptFrom on the source key first. */
function deniedAction({ service, operation }: FaultedCall): string {
  return operation === 'ReEncrypt' ? 'kms:ReEncryptFrom' : `${service}:${operation}`;
}

function toDenial(effect: FaultEffect & { kind: 'denial' }): Denial {
  if (effect.policy === 'olderDecrypt') return { kind: 'olderDecrypt' };
  if (effect.policy === 'catchAll') return { kind: 'onlyCatchAll', foundBy: 'keyId' };
  if (effect.policy === 'catchAllForCiphertext') return { kind: 'onlyCatchAll', foundBy: 'ciphertext' };
  return effect.form === 'implicit'
    ? { kind: 'implicit', policy: effect.policy }
    : { kind: 'explicit', policy: effect.policy, policyArn: effect.policyArn };
}

function replacementOf(effect: FaultEffect): FaultPlan['replacement'] {
  switch (effect.kind) {
    case 'html':
      return { status: effect.status, body: HTML, contentType: 'text/html' };
    case 'emptyBody':
      return { status: 200, body: '', contentType: JSON_TYPE };
    case 'emptyObject':
      return { status: 200, body: '{}', contentType: JSON_TYPE };
    default:
      return null;
  }
}

function changeOf({ effect, memory }: AppliedFault, call: FaultedCall): ((answer: Answer) => Answer) | null {
  switch (effect.kind) {
    case 'truncatedBody':
      return (answer) => ({ ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) });
    case 'hugeBody':
      return (answer) => editJson(answer, (json) => ({ ...json, Padding: 'x'.repeat(effect.bytes) }));
    case 'wrongArn':
      return (answer) => ({ ...answer, body: answer.body.replaceAll(/:key\/[\w-]+/g, `:key/${NO_KEY_ID}`) });
    case 'wrongTypes':
      return (answer) => editJson(answer, withWrongTypes);
    case 'keyState':
      return (answer) => editJson(answer, (json) => editMetadata(json, { KeyState: effect.keyState }));
    case 'skewedDate':
      return (answer) => {
        const date = new Date(Date.now() + effect.skewMs).toUTCString();
        return { ...answer, headers: { ...answer.headers, Date: date } };
      };
    case 'alternate':
      return (answer) => alternate(memory, call.signature, answer);
    default:
      return null;
  }
}

function deliveryOf(effect: FaultEffect): Delivery | null {
  switch (effect.kind) {
    case 'hang':
      return { kind: 'hang' };
    case 'drip':
      return { kind: 'drip', intervalMs: effect.intervalMs };
    case 'reset':
      return { kind: effect.at === 'beforeAnswer' ? 'resetBefore' : 'resetMid' };
    default:
      return null;
  }
}

/** Eventual consistency: every other call gets the first response again, whatever has changed since. */
function alternate(memory: AppliedFault['memory'], signature: string, present: Answer): Answer {
  const remembered = memory.get(signature);
  if (remembered === undefined) {
    memory.set(signature, { past: present, givesPastNext: false });
    return present;
  }
  const { past, givesPastNext } = remembered;
  remembered.givesPastNext = !givesPastNext;
  return givesPastNext ? { ...present, status: past.status, body: past.body } : present;
}

type Json = Record<string, unknown>;

function editJson(answer: Answer, edit: (json: Json) => Json): Answer {
  if (answer.status >= 300 || !answer.body.startsWith('{')) return answer;
  return { ...answer, body: JSON.stringify(edit(JSON.parse(answer.body) as Json)) };
}

function editMetadata(json: Json, change: Json): Json {
  const metadata = json['KeyMetadata'];
  return typeof metadata === 'object' ? { ...json, KeyMetadata: { ...metadata, ...change } } : json;
}

function withWrongTypes(json: Json): Json {
  const wrong = { KeyId: 7, KeyState: ['Enabled'], Enabled: 'yes', CreationDate: 'yesterday' };
  return 'KeyMetadata' in json ? editMetadata(json, wrong) : { ...json, KeyId: 7, CiphertextBlob: 7 };
}

function firstOf<T>(faults: readonly AppliedFault[], find: (fault: AppliedFault) => T | null): T | null {
  for (const fault of faults) {
    const found = find(fault);
    if (found !== null) return found;
  }
  return null;
}
