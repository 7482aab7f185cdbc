import { readiness, type Readiness } from '#lib/db/readiness.ts';
import { runtime } from '#lib/runtime.ts';

const DEADLINE_MS = 1_800;

const WORDS = {
  ready: 'ok',
  unreachable: 'The database cannot be reached.',
  not_migrated: 'The database has not been migrated to this version of Keydesk.',
} as const satisfies Record<Readiness, string>;

/** For monitoring. Needs no session and reveals nothing else. */
export async function GET(): Promise<Response> {
  const state = await readiness(runtime().pool, DEADLINE_MS);
  return Response.json(
    { status: WORDS[state] },
    { status: state === 'ready' ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
