import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { SERVICE_SCOPE_WORDS } from '#lib/core/service/service-scope.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode } from './problems.ts';
import { Problem } from './schemas.ts';

const DESCRIPTION = `Other systems of the vendor ask here which key a workspace uses and whether a first backup job may be
created, and report what depends on a key.

**Only the creation of a first job waits for Keydesk.** Jobs and restores that exist never do. If Keydesk doesn't answer, create
no first job and go on with everything else. A check without an answer, an incident or an old status never turns a yes into a no:
the answer stays yes, with \`status\`, \`asOf\` and \`stale\`.

**Tokens.** An admin makes them in Keydesk. Each has scopes, may be limited to regions, and expires. What a token doesn't
cover doesn't exist for it: 404. A token that is missing, unknown, expired or revoked gets 401.

**Errors** have one form, RFC 9457: ${Object.keys(PROBLEMS)
  .map((code) => `\`urn:keydesk:problem:${code}\``)
  .join(', ')}.

**ETag.** Every GET has one; send it as If-None-Match to get 304 while nothing changed.`;

const ERRORS_OF = {
  GET: ['invalid_request', 'unauthorized', 'not_found', 'too_many_requests', 'failed'],
  PUT: [
    'invalid_request',
    'unauthorized',
    'not_found',
    'length_required',
    'too_large',
    'wrong_type',
    'too_many_requests',
    'failed',
  ],
} as const satisfies Record<Operation['method'], readonly ProblemCode[]>;

function problemResponses({ method, problems }: Operation) {
  const byStatus = Map.groupBy([...ERRORS_OF[method], ...problems], (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => PROBLEMS[code].title).join('; or: '),
        content: { [PROBLEM_TYPE]: { schema: Problem } },
      },
    ]),
  );
}

function pathsOf(): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of OPERATIONS) {
    const { id, method, path, scope, summary, description, pathParameters, query, body, answer } = operation;
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId: id,
        summary,
        description: `${description} Scope: \`${scope}\` (${SERVICE_SCOPE_WORDS[scope]}).`,
        requestParams: { path: pathParameters, query },
        ...(body !== null && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
        responses: {
          '200': {
            description: 'Done',
            ...(method === 'GET' && { headers: { ETag: { schema: { type: 'string' as const } } } }),
            content: { 'application/json': { schema: answer } },
          },
          ...(method === 'GET' && { '304': { description: 'Nothing changed since the ETag that was sent' } }),
          ...problemResponses(operation),
        },
      },
    };
  }
  return paths;
}

/** The OpenAPI 3.1 document of the interface. */
export const openApiDocument = (origin: string) =>
  createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Keydesk for other systems',
      version: '1.0.0',
      description: DESCRIPTION,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Vendor' },
    },
    servers: [{ url: origin }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: pathsOf(),
  });
