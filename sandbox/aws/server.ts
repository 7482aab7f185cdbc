import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { createAliasStore, type Alias } from './aliases.ts';
import { createCallLog } from './call-log.ts';
import { openClock } from './clock.ts';
import { answerControl, CONTROL_PREFIX, type ControlContext } from './control-api.ts';
import type { CustomKeyStore } from './custom-key-stores.ts';
import { deliver } from './delivery.ts';
import { serve, type Service } from './endpoint.ts';
import { createFaultStore } from './faults.ts';
import { createGrantStore, type Grant } from './grants.ts';
import { createGuardrailStore, type GuardrailDeclaration } from './guardrails.ts';
import type { RoleDeclaration, Session } from './identity.ts';
import type { ImportParameters } from './import-parameters.ts';
import { openJournal } from './journal.ts';
import type { KeyRecord } from './key-record.ts';
import { createKeyStore } from './key-store.ts';
import { kmsService } from './kms-service.ts';
import { createSecretsLog } from './secrets-log.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { stsService } from './sts-service.ts';

export interface AwsSandboxOptions {
  /** 0 uses any free port. */
  readonly port: number;
  readonly host?: string;
  /** Where to keep keys, roles and sessions; without it they are in memory only. */
  readonly dataDir?: string;
  /** A file `{"offsetMs": n}` shared with other processes; without it the offset is in memory only. */
  readonly clockFile?: string;
}

export interface AwsSandbox {
  readonly endpoint: string;
  readonly port: number;
  /** Stops listening and closes all connections, including those that a fault left hanging. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1_000_000;
// Longer than any client keeps an idle connection open, so that only faults close connections.
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts the stand-in for AWS KMS and STS on loopback. Rejects if the port is taken (the error names it) or the state in
 * `dataDir` can't be read (the error names the file).
 */
export async function startAwsSandbox({
  port,
  host = '127.0.0.1',
  dataDir,
  clockFile,
}: AwsSandboxOptions): Promise<AwsSandbox> {
  const context = openContext(dataDir, clockFile);
  const server = createServer((request, response) => {
    handle(context, request, response).catch((error: unknown) => {
      // If the client disconnected, its request was aborted and nobody can receive the error.
      if (!response.destroyed) fail(response, error);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      context.journal.close();
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} on ${host} is already taken.`, { cause: error }) : error,
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    endpoint: `http://${isIP(host) === 6 ? `[${host}]` : host}:${boundPort}`,
    port: boundPort,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          context.journal.close();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function openContext(dataDir: string | undefined, clockFile: string | undefined): ControlContext {
  const journal = openJournal(dataDir);
  const clock = openClock(clockFile);
  const settingsById = journal.map<Partial<Settings>>('settings');
  const settings = (): Settings => ({ ...DEFAULT_SETTINGS, ...settingsById.get('current') });
  const identities = {
    roles: journal.map<RoleDeclaration>('role'),
    sessions: journal.map<Session>('session'),
  };
  const guardrails = createGuardrailStore(journal.map<GuardrailDeclaration>('guardrail'));
  const grants = createGrantStore(journal.map<readonly Grant[]>('grants'));
  const aliases = createAliasStore(journal.map<Alias>('alias'));
  const customKeyStores = journal.map<CustomKeyStore>('keyStore');
  const importParameters = journal.map<ImportParameters>('importParameters');
  const keys = createKeyStore(journal.map<KeyRecord>('key'), customKeyStores, clock, (keyArn) => {
    grants.forgetKey(keyArn);
    aliases.forgetKey(keyArn);
  });
  return {
    sandbox: { clock, keys, customKeyStores, importParameters, aliases, grants, guardrails, identities, settings },
    faults: createFaultStore(),
    callLog: createCallLog(),
    secretsLog: createSecretsLog(),
    journal,
    changeSettings: (changed) => settingsById.set('current', changed),
  };
}

async function handle(context: ControlContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLoopbackHost(request.headers.host) || !isLoopbackOrigin(request.headers.origin)) {
    return sendJson(response, 403, {
      error: 'The AWS sandbox answers only to loopback names (localhost, 127.0.0.1, [::1]).',
    });
  }
  const body = await readBody(request);
  if (body === null) return sendJson(response, 413, { error: `A request body holds at most ${MAX_BODY_BYTES} bytes.` });

  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === CONTROL_PREFIX || url.pathname.startsWith(`${CONTROL_PREFIX}/`)) {
    const contentType = request.headers['content-type'];
    const answer = answerControl(context, { method: request.method ?? 'GET', url, contentType, body });
    return sendJson(response, answer.status, answer.body);
  }
  if (request.method !== 'POST') {
    return sendJson(response, 404, {
      error: `This is the AWS sandbox. Send KMS and STS requests by POST; the control API is under ${CONTROL_PREFIX}/.`,
    });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const sourceIp = (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  const served = await serve(context, serviceOf(request), {
    headers: request.headers,
    body,
    sourceIp,
    signal: gone.signal,
  });
  await deliver(response, served.answer, served.delivery, gone.signal);
}

function serviceOf({ headers }: IncomingMessage): Service {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true ? stsService : kmsService;
}

/** Accepts loopback names only: a web page could make its own host name resolve to 127.0.0.1 (DNS rebinding). */
function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}

function isLoopbackOrigin(origin: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).host));
}

/** Null if the body is too large. It is still read to the end, so that the refusal can be sent. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body, null, 2)}\n`;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

/** Reports a bug of the sandbox itself in a way that can't be mistaken for a response of KMS. */
function fail(response: ServerResponse, error: unknown): void {
  console.error('The AWS sandbox failed:', error);
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { __type: 'SandboxFailure', message: `The AWS sandbox failed: ${String(error)}` });
}
