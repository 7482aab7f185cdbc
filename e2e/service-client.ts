import Ajv, { type ValidateFunction } from '@redocly/ajv/dist/2020.js';
import { rawRequest, type RawAnswer } from './raw-request.ts';

// A client of the interface for other systems that knows nothing but its OpenAPI document.

type Schema = Record<string, unknown>;
type Described = { content?: Record<string, { schema: Schema }> };
type Documented = {
  operationId: string;
  parameters?: { name: string; in: 'path' | 'query'; required?: boolean }[];
  requestBody?: Described;
  responses: Record<string, Described>;
};
export type OpenApi = { paths: Record<string, Record<'get' | 'put', Documented>> };

export type Call = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  token?: string | null;
  headers?: Record<string, string>;
  /** Whether to send the body without declaring its size. */
  chunked?: boolean;
};
export type Answer = { status: number; headers: RawAnswer['headers']; body: Record<string, unknown> | null };

const ID = 'https://desk.example/openapi.json';
const pointer = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/**
 * Calls operations by their names in the document, and checks that each answer is one that the document has.
 * @throws where an answer has a status, a content type or a body that the document doesn't know
 */
export function serviceClient(document: OpenApi, usualToken: string) {
  const ajv = new Ajv({ strict: false, formats: { uuid: true, 'date-time': true, uri: true } });
  ajv.addSchema({ $id: ID, ...document });
  const seen = new Set<string>();
  const operations = new Map(
    Object.entries(document.paths).flatMap(([address, methods]) =>
      Object.entries(methods).map(([method, operation]) => [operation.operationId, { address, method, operation }]),
    ),
  );

  const call = async (
    id: string,
    { path = {}, query, body, token, headers, chunked = false }: Call = {},
  ): Promise<Answer> => {
    const found = operations.get(id);
    if (found === undefined) throw new Error(`The document has no operation ${id}.`);
    const { address, method, operation } = found;
    const filled = address.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(path[name] ?? ''));
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const sent = token === undefined ? usualToken : token;
    const answer = await rawRequest(filled + search, {
      method: method.toUpperCase(),
      chunked,
      headers: {
        ...(sent !== null && { authorization: `Bearer ${sent}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { status } = answer;
    seen.add(`${id} ${status}`);
    const documented = operation.responses[String(status)];
    if (documented === undefined) throw new Error(`${id} answered ${status}, which the document doesn’t have.`);
    const [type, described] = Object.entries(documented.content ?? {})[0] ?? [];
    if (type === undefined || described === undefined) {
      if (answer.body !== '') throw new Error(`${id} answered ${status} with a body.`);
      return { status, headers: answer.headers, body: null };
    }
    if (answer.headers['content-type'] !== type)
      throw new Error(`${id} answered ${status} as ${answer.headers['content-type']}, not as ${type}.`);
    const value = JSON.parse(answer.body) as Record<string, unknown>;
    const validate: ValidateFunction = ajv.compile({
      $ref: `${ID}#${pointer('paths', address, method, 'responses', String(status), 'content', type, 'schema')}`,
    });
    if (!validate(value)) throw new Error(`${id} ${status}: ${ajv.errorsText(validate.errors)} in ${answer.body}`);
    return { status, headers: answer.headers, body: value };
  };

  /** Every operation with every status that the document gives it. */
  const documented = [...operations.values()].flatMap(({ operation }) =>
    Object.keys(operation.responses).map((status) => `${operation.operationId} ${status}`),
  );
  return { call, seen, documented };
}
