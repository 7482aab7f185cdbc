import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { CallLog, LoggedCall } from './call-log.ts';
import { AwsError } from './errors.ts';
import { planFaults, type Delivery, type FaultPlan } from './fault-effects.ts';
import type { FaultStore } from './faults.ts';
import { identifyCaller, type Caller } from './identity.ts';
import type { Sandbox } from './operation.ts';
import type { SecretsLog } from './secrets-log.ts';
import { peekCredentialScope, readCredentialScope } from './sigv4.ts';

/** What an AWS service needs to serve a request. */
export interface Engine {
  readonly sandbox: Sandbox;
  readonly faults: FaultStore;
  readonly callLog: CallLog;
  readonly secretsLog: SecretsLog;
}

export interface WireRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly sourceIp: string;
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
}

/** A parsed request, ready to be matched by faults, counted and run. */
export interface PreparedCall {
  readonly ownerAccount: string;
  readonly resourceArn: string | null;
  /** The destination key of ReEncrypt; null for every other operation. */
  readonly destinationArn: string | null;
  readonly dryRun: boolean;
  readonly encryptionContext: Readonly<Record<string, string>> | null;
  /** Runs the call; throws AwsError. */
  run(requestId: string): Answer;
}

export interface SignedRequest {
  readonly caller: Caller;
  readonly region: string;
  readonly request: WireRequest;
}

/** One AWS service: its name in signatures, how to find the operation of a request, and its error format. */
export interface Service {
  readonly name: 'kms' | 'sts';
  operationOf(request: WireRequest): string;
  prepare(engine: Engine, signed: SignedRequest): PreparedCall;
  failure(requestId: string, error: AwsError): Answer;
}

export interface Served {
  readonly answer: Answer;
  readonly delivery: Delivery;
}

const WHOLE: Delivery = { kind: 'whole' };

/** Serves one request: identifies the caller, applies faults, runs the operation and logs the call. */
export async function serve(engine: Engine, service: Service, request: WireRequest): Promise<Served> {
  const requestId = randomUUID();
  engine.secretsLog.readHeaders(request.headers);
  engine.secretsLog.readBody(request.body);
  const operation = service.operationOf(request);
  const entry: LoggedCall = {
    requestId,
    at: new Date().toISOString(),
    service: service.name,
    operation,
    region: peekCredentialScope(request.headers)?.region ?? 'unknown',
    callerAccount: null,
    callerArn: null,
    keyArn: null,
    destinationKeyArn: null,
    dryRun: false,
    encryptionContext: null,
    faults: [],
    status: 0,
    outcome: 'Success',
  };
  const record = (answer: Answer, outcome: string, known: Partial<LoggedCall>): void =>
    engine.callLog.record({ ...entry, ...known, status: answer.status, outcome });

  let known: Partial<LoggedCall> = {};
  try {
    const scope = readCredentialScope(request.headers, service.name, Date.now());
    const caller = identifyCaller(scope, engine.sandbox.identities, Date.now());
    known = { callerAccount: caller.accountId, callerArn: caller.arn };
    const prepared = service.prepare(engine, { caller, region: scope.region, request });
    const { resourceArn, destinationArn, ownerAccount, dryRun, encryptionContext } = prepared;
    const keyArn = service.name === 'kms' ? resourceArn : null;
    known = { ...known, keyArn, destinationKeyArn: destinationArn, dryRun, encryptionContext };

    const faults = engine.faults.apply({
      operation,
      region: scope.region,
      callerAccount: caller.accountId,
      ownerAccount,
      keyArn,
      destinationKeyArn: destinationArn,
    });
    const signature = `${operation} ${caller.arn} ${request.body}`;
    const plan = planFaults(faults, {
      callerArn: caller.arn,
      service: service.name,
      operation,
      resourceArn,
      destinationArn,
      signature,
    });
    known = { ...known, faults: faults.map(({ effect }) => effect.kind) };
    if (plan.delayMs > 0) await sleep(plan.delayMs, undefined, { signal: request.signal });

    const ran = run(prepared, plan, requestId, service);
    engine.secretsLog.readBody(ran.answer.body);
    const answer = plan.changes.reduce((changed, change) => change(changed), ran.answer);
    record(answer, ran.outcome, known);
    return { answer, delivery: plan.delivery };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const answer = service.failure(requestId, error);
    record(answer, error.code, known);
    return { answer, delivery: WHOLE };
  }
}

function run(
  prepared: PreparedCall,
  { error, errorHeaders, replacement }: FaultPlan,
  requestId: string,
  service: Service,
): { answer: Answer; outcome: string } {
  if (replacement !== null) {
    const { status, body, contentType } = replacement;
    const headers = { 'Content-Type': contentType, 'x-amzn-RequestId': requestId };
    return { answer: { status, headers, body }, outcome: 'Replaced' };
  }
  if (error !== null) {
    const answer = service.failure(requestId, error);
    return { answer: { ...answer, headers: { ...answer.headers, ...errorHeaders } }, outcome: error.code };
  }
  try {
    return { answer: prepared.run(requestId), outcome: 'Success' };
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    return { answer: service.failure(requestId, thrown), outcome: thrown.code };
  }
}
