import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addKey, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { dependentsReport, keyInUse, type Operation } from '#lib/service-api/operations.ts';
import { aJourney } from '#lib/use-cases/setup/setup.test-support.ts';
import { recordDependents } from '#lib/use-cases/service/record-dependents.ts';
import { recordKeyInUse } from '#lib/use-cases/service/record-key-in-use.ts';
import { guardService, type ServiceAnswer } from './guard-service.ts';
import { aDoor, aToken, request } from './service-door.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const put = async (
  operation: Operation,
  url: string,
  params: Record<string, string>,
  body: string,
  write: (body: never, door: ReturnType<typeof aDoor>) => Promise<ServiceAnswer<never>>,
) => {
  const door = aDoor(desk);
  const { token } = await aToken(desk);
  const response = await guardService(
    door.context,
    operation,
    request(url, token, { method: 'PUT', body }),
    params,
    (input, _service) => write(input.body as never, door),
  );
  return { status: response.status, problem: (await response.json()) as { errors?: { pointer: string }[] } };
};

const SERVICE = { tokenId: '018f2f3e-7c11-7a3b-8d2e-0000000000ab', name: 'backup', scopes: [], regions: null } as const;

describe('a value that the database can’t keep', () => {
  it.each([
    ['asOf', '/asOf'],
    ['oldestAt', '/keys/0/oldestAt'],
    ['at', '/keys/0/lastBackup/at'],
  ])('is refused by its place where %s is an instant before anybody had a key', async (field, pointer) => {
    const { customerKeyId: keyId, arn } = await addKey(desk.db);
    const body = JSON.stringify({
      reportId: `year-0-${field}`,
      asOf: '2026-03-14T09:00:00Z',
      keys: [
        {
          keyId,
          counts: { jobs: 1 },
          oldestAt: '2026-03-14T09:00:00Z',
          nextRunAt: null,
          lastBackup: { at: '2026-03-14T09:00:00Z', result: 'succeeded', arn },
          lastRestore: null,
        },
      ],
    }).replace(`"${field}":"2026-`, `"${field}":"0000-`);
    const { status, problem } = await put(
      dependentsReport,
      '/api/v1/dependents',
      {},
      body,
      async ({ reportId, asOf, keys }: { reportId: string; asOf: string; keys: [] }, { deps }) => {
        await recordDependents(deps, { reportId, asOf: new Date(asOf), keys }, SERVICE);
        return { ok: false, problem: 'not_found' };
      },
    );
    expect(status).toBe(400);
    expect(problem.errors?.map((error) => error.pointer)).toEqual([pointer]);
  });

  it('is refused by its place where it is half a character', async () => {
    const journey = aJourney(desk.db);
    await journey.start();
    await journey.attest();
    await journey.receive();
    const { workspaceId } = (await journey.stored()).line;
    const { arn } = journey.ids();
    const { status, problem } = await put(
      keyInUse,
      `/api/v1/workspaces/${workspaceId}/key-in-use`,
      { id: workspaceId },
      `{"arn":"${arn}","how":"works \\ud800"}`,
      async (body: { arn: string; how: string }) => {
        await recordKeyInUse(journey.deps, { workspaceId, ...body }, SERVICE, null);
        return { ok: false, problem: 'not_found' };
      },
    );
    expect(status).toBe(400);
    expect(problem.errors?.map((error) => error.pointer)).toEqual(['/how']);
  });
});
