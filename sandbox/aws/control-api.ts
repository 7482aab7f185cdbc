import { z } from 'zod';
import { CustomKeyStore } from './custom-key-stores.ts';
import type { Engine } from './endpoint.ts';
import { AwsError } from './errors.ts';
import { FaultDeclaration } from './faults.ts';
import { GuardrailDeclaration } from './guardrails.ts';
import { RoleDeclaration } from './identity.ts';
import type { Journal } from './journal.ts';
import { keyStateOf, type KeyRecord } from './key-record.ts';
import { customKeyStoreKey } from './key-store.ts';
import { parsePolicyDocument } from './policy-document.ts';
import { DEFAULT_SETTINGS, Settings } from './settings.ts';

export const CONTROL_PREFIX = '/_sandbox';

export interface ControlContext extends Engine {
  readonly journal: Journal;
  changeSettings(settings: Settings): void;
}

export interface ControlRequest {
  readonly method: string;
  readonly url: URL;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A refused request: a message and an HTTP status. */
class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Handler = (context: ControlContext, request: ControlRequest) => unknown;

const ClockChange = z.union(
  [
    z.strictObject({ advanceMs: z.number().finite() }),
    z.strictObject({ at: z.iso.datetime({ offset: true }) }),
    z.strictObject({ reset: z.literal(true) }),
  ],
  { error: 'give {"advanceMs": number}, {"at": "ISO 8601 instant"} or {"reset": true}' },
);
const SessionExpiry = z.strictObject({ roleArn: z.string().optional() });
const KeyAge = z.strictObject({ arn: z.string(), createdAt: z.iso.datetime({ offset: true }) });

const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /': () => ({ routes: Object.keys(ROUTES) }),
  'GET /clock': readClock,
  'POST /clock': moveClock,
  'GET /roles': ({ sandbox }) => ({ roles: [...sandbox.identities.roles.values()] }),
  'PUT /roles': declareRole,
  'DELETE /roles': removeRole,
  'GET /guardrails': ({ sandbox }) => ({ guardrails: sandbox.guardrails.list() }),
  'PUT /guardrails': declareGuardrail,
  'DELETE /guardrails': removeGuardrail,
  'POST /sessions/expire': expireSessions,
  'GET /faults': ({ faults }) => ({ faults: faults.list() }),
  'POST /faults': ({ faults }, request) => faults.add(read(FaultDeclaration, request)),
  'DELETE /faults': removeFaults,
  'GET /settings': ({ sandbox }) => sandbox.settings(),
  'PATCH /settings': changeSettings,
  'GET /counts': readCounts,
  'GET /calls': ({ callLog }) => ({ calls: callLog.recent() }),
  'DELETE /calls': clearCalls,
  'GET /secrets': ({ secretsLog }) => ({ secrets: secretsLog.list() }),
  'GET /keys': listKeys,
  'PATCH /keys': changeAge,
  'GET /key-stores': ({ sandbox }) => ({ keyStores: [...sandbox.customKeyStores.values()] }),
  'PUT /key-stores': declareKeyStore,
  'POST /reset': resetEverything,
};

/**
 * Handles a request to the control API: JSON in, JSON out. Refusals are `{"error": "<message>"}`; the one for an unknown
 * route lists all routes.
 */
export function answerControl(context: ControlContext, request: ControlRequest): ControlAnswer {
  const path = request.url.pathname.slice(CONTROL_PREFIX.length).replace(/\/$/, '') || '/';
  const route = `${request.method} ${path}`;
  const handler = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined;
  try {
    if (handler === undefined) {
      throw new Refusal(
        404,
        `There is no route ${request.method} ${request.url.pathname}. Routes: ${Object.keys(ROUTES).join(', ')}.`,
      );
    }
    return { status: 200, body: handler(context, request) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: { error: error.message } };
    throw error;
  }
}

function readClock({ sandbox }: ControlContext) {
  const offsetMs = sandbox.clock.offsetMs();
  const realNow = Date.now();
  return { now: new Date(realNow + offsetMs).toISOString(), realNow: new Date(realNow).toISOString(), offsetMs };
}

function moveClock(context: ControlContext, request: ControlRequest) {
  const { clock, keys } = context.sandbox;
  const change = read(ClockChange, request);
  if ('advanceMs' in change) clock.setOffsetMs(clock.offsetMs() + change.advanceMs);
  else if ('at' in change) clock.setOffsetMs(Date.parse(change.at) - Date.now());
  else clock.setOffsetMs(0);
  // Apply deletions and rotations that are now due, instead of waiting until somebody asks for the key.
  keys.all();
  return readClock(context);
}

function declareRole({ sandbox }: ControlContext, request: ControlRequest) {
  const role = read(RoleDeclaration, request);
  for (const member of ['identityPolicy', 'permissionsBoundary'] as const) {
    const document = role[member];
    if (document !== undefined) refuseMalformedPolicy(member, () => parsePolicyDocument(document, 'identity'));
  }
  sandbox.identities.roles.set(role.arn, role);
  return role;
}

function refuseMalformedPolicy(member: string, accept: () => unknown): void {
  try {
    accept();
  } catch (error) {
    if (error instanceof AwsError) throw new Refusal(400, `${member}: ${error.message}`);
    throw error;
  }
}

function removeRole({ sandbox }: ControlContext, { url }: ControlRequest) {
  const arn = url.searchParams.get('arn');
  if (arn === null) throw new Refusal(400, 'Name the role with ?arn=<role ARN>.');
  if (sandbox.identities.roles.get(arn) === undefined) throw new Refusal(404, `There is no role ${arn}.`);
  sandbox.identities.roles.delete(arn);
  return { removed: arn };
}

function declareGuardrail({ sandbox }: ControlContext, request: ControlRequest) {
  const guardrail = read(GuardrailDeclaration, request);
  refuseMalformedPolicy('policy', () => sandbox.guardrails.declare(guardrail));
  return guardrail;
}

function removeGuardrail({ sandbox }: ControlContext, { url }: ControlRequest) {
  const kind = url.searchParams.get('kind');
  const accountId = url.searchParams.get('accountId');
  if (kind === null || accountId === null)
    throw new Refusal(400, 'Name the guardrail with ?kind=<kind>&accountId=<account>.');
  if (!sandbox.guardrails.remove(kind, accountId)) throw new Refusal(404, `Account ${accountId} has no ${kind}.`);
  return { guardrails: sandbox.guardrails.list() };
}

function expireSessions({ sandbox }: ControlContext, request: ControlRequest) {
  const { roleArn } = read(SessionExpiry, request);
  const { sessions } = sandbox.identities;
  const affected = [...sessions.values()].filter((session) => roleArn === undefined || session.roleArn === roleArn);
  for (const session of affected) sessions.set(session.accessKeyId, { ...session, expiresAt: Date.now() });
  return { expired: affected.length };
}

function removeFaults({ faults }: ControlContext, { url }: ControlRequest) {
  const id = url.searchParams.get('id');
  if (id === null) faults.clear();
  else if (!faults.remove(id)) throw new Refusal(404, `There is no fault ${id}.`);
  return { faults: faults.list() };
}

function changeSettings(context: ControlContext, request: ControlRequest) {
  context.changeSettings({ ...context.sandbox.settings(), ...read(Settings.partial(), request) } as Settings);
  return context.sandbox.settings();
}

function readCounts({ callLog }: ControlContext, { url }: ControlRequest) {
  const by = url.searchParams.get('by') ?? 'operation';
  if (by === 'operation') return { counts: callLog.counts() };
  if (by === 'key') return { counts: callLog.countsByKey() };
  throw new Refusal(400, 'Use ?by=operation or ?by=key.');
}

function clearCalls({ callLog }: ControlContext) {
  callLog.clear();
  return { counts: callLog.counts() };
}

function listKeys({ sandbox }: ControlContext, { url }: ControlRequest) {
  const accountId = url.searchParams.get('accountId');
  const region = url.searchParams.get('region');
  const keys = sandbox.keys
    .all()
    .filter((key) => (accountId ?? key.accountId) === key.accountId && (region ?? key.region) === key.region);
  return { keys: keys.map(showKey) };
}

/** Lets a key be older than it is, as AWS has no call for it. */
function changeAge({ sandbox }: ControlContext, request: ControlRequest) {
  const { arn, createdAt } = read(KeyAge, request);
  const key = sandbox.keys.find(arn);
  if (key === undefined) throw new Refusal(404, `There is no key ${arn}.`);
  const aged = { ...key, createdAt: Date.parse(createdAt) };
  sandbox.keys.put(aged);
  return showKey(aged);
}

/** A key without its material. */
function showKey(key: KeyRecord) {
  const { materials, pendingMaterial, ...rest } = key;
  return {
    ...rest,
    state: keyStateOf(key),
    materialIds: materials.map(({ id }) => id),
    pendingMaterialId: pendingMaterial?.id,
  };
}

function declareKeyStore({ sandbox }: ControlContext, request: ControlRequest) {
  const keyStore = read(CustomKeyStore, request);
  sandbox.customKeyStores.set(customKeyStoreKey(keyStore), keyStore);
  return keyStore;
}

function resetEverything(context: ControlContext) {
  const { sandbox, faults, callLog, secretsLog, journal } = context;
  journal.clear();
  context.changeSettings(DEFAULT_SETTINGS);
  faults.clear();
  callLog.clear();
  secretsLog.clear();
  sandbox.clock.setOffsetMs(0);
  return { reset: true };
}

function read<S extends z.ZodType>(schema: S, { body, contentType }: ControlRequest): z.output<S> {
  if (contentType?.split(';')[0] !== 'application/json') {
    throw new Refusal(415, 'Send JSON with Content-Type: application/json.');
  }
  let json: unknown;
  try {
    json = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new Refusal(400, 'The body is not valid JSON.');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new Refusal(400, problems.join('; '));
}

/** A key as `GET /_sandbox/keys` returns it. */
export type ShownKey = ReturnType<typeof showKey>;
export type ShownClock = ReturnType<typeof readClock>;
