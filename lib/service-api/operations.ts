import { z } from 'zod';
import { OUTBOX_KIND_WORDS } from '#lib/core/service/outbox-words.ts';
import type { ServiceScope } from '#lib/core/service/service-scope.ts';
import type { ProblemCode } from './problems.ts';
import {
  CustomerKeys,
  DependentsReport,
  Events,
  KeyInUse,
  KeyInUseTaken,
  KeyPage,
  PARAMETERS,
  ReportTaken,
  WorkspaceKey,
} from './schemas.ts';

/** What one address takes and gives. Routes, checks and the OpenAPI document are made from it. */
export type Operation = {
  id: string;
  method: 'GET' | 'PUT';
  /** With its parameters in braces. */
  path: string;
  scope: ServiceScope;
  summary: string;
  description: string;
  pathParameters: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodObject | null;
  /** What only this operation refuses. */
  problems: readonly ProblemCode[];
  answer: z.ZodType;
};

const NOTHING = z.object({});
const { KeyId, WorkspaceId, ExternalId, Region, Cursor } = PARAMETERS;

const OUTBOX_KIND_LIST = Object.entries(OUTBOX_KIND_WORDS)
  .map(([kind, words]) => `\`${kind}\`: ${words}`)
  .join(' ');

const define = <const O extends Operation>(operation: O): O => operation;

export const customerKeys = define({
  id: 'customerKeys',
  method: 'GET',
  path: '/api/v1/customers/{externalId}/keys',
  scope: 'keys:read',
  summary: 'The keys of a customer’s workspaces',
  description:
    'Every workspace of the customer, with its active and retained keys, and whether a first job may be created.',
  pathParameters: z.object({ externalId: ExternalId }),
  query: z.object({ region: Region.optional() }),
  body: null,
  problems: [],
  answer: CustomerKeys,
});

export const keyById = define({
  id: 'keyById',
  method: 'GET',
  path: '/api/v1/keys/{id}',
  scope: 'keys:read',
  summary: 'One key',
  description: 'A key, the workspaces that it protects, its status, and what depends on it as last reported.',
  pathParameters: z.object({ id: KeyId }),
  query: NOTHING,
  body: null,
  problems: [],
  answer: KeyPage,
});

export const workspaceKey = define({
  id: 'workspaceKey',
  method: 'GET',
  path: '/api/v1/workspaces/{id}/key',
  scope: 'keys:read',
  summary: 'The key of a workspace',
  description:
    'Ask this before a first backup or archive job is created, and create none unless `firstJobAllowed` is true. Without an answer, create none. Jobs and restores that exist never wait for it.',
  pathParameters: z.object({ id: WorkspaceId }),
  query: NOTHING,
  body: null,
  problems: [],
  answer: WorkspaceKey,
});

export const keyInUse = define({
  id: 'keyInUse',
  method: 'PUT',
  path: '/api/v1/workspaces/{id}/key-in-use',
  scope: 'dependents:write',
  summary: 'Record that a workspace uses a key',
  description:
    'Our side of a setup, or the acknowledgement of a switch to another key: the workspace uses the key for new backups, and its role encrypted and decrypted with it. Refused where the key of the setup or switch is another one. The same request again changes nothing.',
  pathParameters: z.object({ id: WorkspaceId }),
  query: NOTHING,
  body: KeyInUse,
  problems: ['another_key', 'no_setup'],
  answer: KeyInUseTaken,
});

export const dependentsReport = define({
  id: 'reportDependents',
  method: 'PUT',
  path: '/api/v1/dependents',
  scope: 'dependents:write',
  summary: 'Report what depends on keys',
  description:
    'For 1 to 1,000 keys at once; all of them or none. `lastBackup` also records the first backup of a setup, and the first one with the new key after a switch was acknowledged. How data is moved to another key, by ReEncrypt or by copying, is your system’s business.',
  pathParameters: NOTHING,
  query: NOTHING,
  body: DependentsReport,
  problems: ['report_id_used'],
  answer: ReportTaken,
});

export const events = define({
  id: 'events',
  method: 'GET',
  path: '/api/v1/events',
  scope: 'keys:read',
  summary: 'What happened',
  description: `Events in the order of their transactions. None is skipped, and one can come twice after a restore: its id stays. Kinds: ${OUTBOX_KIND_LIST}`,
  pathParameters: NOTHING,
  query: z.object({ after: Cursor.optional(), limit: z.coerce.number().int().min(1).max(500).optional() }),
  body: null,
  problems: [],
  answer: Events,
});

export const OPERATIONS: readonly Operation[] = [
  customerKeys,
  keyById,
  workspaceKey,
  keyInUse,
  dependentsReport,
  events,
];

/** Where the OpenAPI document of all operations is. */
const DOCUMENT = { path: '/api/v1/openapi.json', method: 'GET' } as const;

const ADDRESSES = [...OPERATIONS, DOCUMENT].map(({ path, method }) => ({
  method,
  matches: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The methods that an address of the interface takes; none where there is no such address. */
export const methodsOf = (pathname: string): Operation['method'][] =>
  ADDRESSES.flatMap(({ method, matches }) => (matches.test(pathname) ? [method] : []));
