import type { CallCount, KeyCallCount, LoggedCall } from './call-log.ts';
import type { ShownClock, ShownKey } from './control-api.ts';
import type { CustomKeyStore } from './custom-key-stores.ts';
import type { Fault, FaultDeclaration } from './faults.ts';
import type { GuardrailDeclaration } from './guardrails.ts';
import type { RoleDeclaration } from './identity.ts';
import type { Secret } from './secrets-log.ts';
import type { Settings } from './settings.ts';
import type { z } from 'zod';

export type RoleInput = z.input<typeof RoleDeclaration>;
export type KeyStoreInput = z.input<typeof CustomKeyStore>;
export type FaultInput = z.input<typeof FaultDeclaration>;

/** The sandbox's control API, for the demo and tests. A refused call rejects with the sandbox's error message. */
export interface ControlClient {
  readonly clock: {
    read(): Promise<ShownClock>;
    advance(ms: number): Promise<ShownClock>;
    moveTo(instant: Date): Promise<ShownClock>;
    reset(): Promise<ShownClock>;
  };
  readonly roles: {
    list(): Promise<RoleDeclaration[]>;
    declare(role: RoleInput): Promise<RoleDeclaration>;
    remove(arn: string): Promise<void>;
  };
  readonly guardrails: {
    list(): Promise<GuardrailDeclaration[]>;
    declare(guardrail: GuardrailDeclaration): Promise<GuardrailDeclaration>;
    remove(kind: GuardrailDeclaration['kind'], accountId: string): Promise<void>;
  };
  readonly sessions: {
    /** Expires the sessions of one role, or all; returns how many. */
    expire(roleArn?: string): Promise<number>;
  };
  readonly faults: {
    list(): Promise<Fault[]>;
    add(fault: FaultInput): Promise<Fault>;
    remove(id: string): Promise<void>;
    clear(): Promise<void>;
  };
  readonly settings: {
    read(): Promise<Settings>;
    change(settings: Partial<Settings>): Promise<Settings>;
  };
  readonly calls: {
    counts(): Promise<CallCount[]>;
    /** Every key called since the last clear, without a limit. */
    countsByKey(): Promise<KeyCallCount[]>;
    /** Newest first. */
    recent(): Promise<LoggedCall[]>;
    clear(): Promise<void>;
  };
  readonly keyStores: {
    list(): Promise<CustomKeyStore[]>;
    /** Declares a custom key store, or changes the state of a declared one. */
    declare(keyStore: KeyStoreInput): Promise<CustomKeyStore>;
  };
  /** Every secret that the sandbox sent or received, as it went over the wire. */
  secrets(): Promise<Secret[]>;
  keys(filter?: { accountId?: string; region?: string }): Promise<ShownKey[]>;
  /** Lets a key have been created at another instant. */
  changeAge(arn: string, createdAt: Date): Promise<ShownKey>;
  /** Removes keys, key stores, roles, sessions, faults, settings and calls, and sets the clock to real time. */
  reset(): Promise<void>;
}

/** A client for the control API of the sandbox at `endpoint` (as `startAwsSandbox` returns it). */
export function createControlClient(endpoint: string): ControlClient {
  const request = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(new URL(`/_sandbox${path}`, endpoint), {
      method,
      ...(body !== undefined && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(answer.error ?? `The AWS sandbox answered ${response.status}.`);
    return answer;
  };
  return {
    clock: {
      read: () => request('GET', '/clock'),
      advance: (ms) => request('POST', '/clock', { advanceMs: ms }),
      moveTo: (instant) => request('POST', '/clock', { at: instant.toISOString() }),
      reset: () => request('POST', '/clock', { reset: true }),
    },
    roles: {
      list: async () => (await request<{ roles: RoleDeclaration[] }>('GET', '/roles')).roles,
      declare: (role) => request('PUT', '/roles', role),
      remove: (arn) => request('DELETE', `/roles?arn=${encodeURIComponent(arn)}`),
    },
    guardrails: {
      list: async () => (await request<{ guardrails: GuardrailDeclaration[] }>('GET', '/guardrails')).guardrails,
      declare: (guardrail) => request('PUT', '/guardrails', guardrail),
      remove: (kind, accountId) =>
        request('DELETE', `/guardrails?${new URLSearchParams({ kind, accountId }).toString()}`),
    },
    sessions: {
      expire: async (roleArn) =>
        (await request<{ expired: number }>('POST', '/sessions/expire', roleArn === undefined ? {} : { roleArn }))
          .expired,
    },
    faults: {
      list: async () => (await request<{ faults: Fault[] }>('GET', '/faults')).faults,
      add: (fault) => request('POST', '/faults', fault),
      remove: (id) => request('DELETE', `/faults?id=${encodeURIComponent(id)}`),
      clear: () => request('DELETE', '/faults'),
    },
    settings: {
      read: () => request('GET', '/settings'),
      change: (settings) => request('PATCH', '/settings', settings),
    },
    calls: {
      countsByKey: async () => (await request<{ counts: KeyCallCount[] }>('GET', '/counts?by=key')).counts,
      counts: async () => (await request<{ counts: CallCount[] }>('GET', '/counts')).counts,
      recent: async () => (await request<{ calls: LoggedCall[] }>('GET', '/calls')).calls,
      clear: () => request('DELETE', '/calls'),
    },
    keyStores: {
      list: async () => (await request<{ keyStores: CustomKeyStore[] }>('GET', '/key-stores')).keyStores,
      declare: (keyStore) => request('PUT', '/key-stores', keyStore),
    },
    secrets: async () => (await request<{ secrets: Secret[] }>('GET', '/secrets')).secrets,
    keys: async (filter = {}) =>
      (await request<{ keys: ShownKey[] }>('GET', `/keys?${new URLSearchParams(filter).toString()}`)).keys,
    changeAge: (arn, createdAt) => request('PATCH', '/keys', { arn, createdAt: createdAt.toISOString() }),
    reset: () => request('POST', '/reset', {}),
  };
}
