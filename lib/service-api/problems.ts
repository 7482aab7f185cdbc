/** Every error that the interface answers with: its status and title. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'The request has no valid token' },
  not_found: { status: 404, title: 'There is no such thing, or the token doesn’t cover it' },
  method_not_allowed: { status: 405, title: 'This address doesn’t take this method' },
  report_id_used: { status: 409, title: 'This report was sent before with other content' },
  another_key: { status: 409, title: 'The workspace’s setup or switch is for another key' },
  no_setup: { status: 409, title: 'The workspace has no setup or switch that waits for this' },
  length_required: { status: 411, title: 'The request needs a Content-Length' },
  too_large: { status: 413, title: 'The request is too large' },
  wrong_type: { status: 415, title: 'The request is not JSON' },
  wrong_host: { status: 421, title: 'Keydesk doesn’t answer under this name' },
  too_many_requests: { status: 429, title: 'The token makes too many requests' },
  failed: { status: 500, title: 'An unexpected error occurred' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

/** Where something is wrong: a JSON pointer into the body, or the name of a parameter. */
export type ProblemPlace = { pointer: string; detail: string };

/** A problem as its answer has it. */
export const problemBody = (
  code: ProblemCode,
  more: { detail?: string | undefined; errors?: readonly ProblemPlace[] | undefined } = {},
): Record<string, unknown> => {
  const { status, title } = PROBLEMS[code];
  return { type: `urn:keydesk:problem:${code}`, title, status, ...more };
};

/** The problem of a request that was refused by its status, before anything read it. */
export function problemOfStatus(status: number, detail: string): Record<string, unknown> {
  const code = PROBLEM_CODES.find((known) => PROBLEMS[known].status === status) ?? 'invalid_request';
  return { ...problemBody(code, { detail }), status };
}
const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

export const PROBLEM_TYPE = 'application/problem+json';
