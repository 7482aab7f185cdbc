import { ok, refuse, type Result } from '#lib/core/result.ts';
import { coversRegion, type Service } from '#lib/core/service/service-scope.ts';
import { openLineOfWorkspace } from '#lib/db/service/open-line.ts';
import type { SetupDeps } from '#lib/use-cases/setup/change-setup.ts';
import { recordOurSide } from '#lib/use-cases/setup/record-our-side.ts';

export type KeyInUseRefusal = 'not_found' | 'no_setup' | 'another_key';

/**
 * Records our side of a setup: the product itself says that the workspace uses this key. Said again, nothing is written: a
 * product that repeats it would make every open page of the setup old and fill the audit log.
 */
export async function recordKeyInUse(
  deps: SetupDeps,
  { workspaceId, arn, how }: { workspaceId: string; arn: string; how: string },
  service: Service,
  requestId: string | null,
): Promise<Result<{ at: Date }, KeyInUseRefusal>> {
  const found = await openLineOfWorkspace(deps.db, workspaceId);
  if (found === null || !coversRegion(service, found.region)) return refuse('not_found');
  const { line } = found;
  if (line === null) return refuse('no_setup');
  if (line.ourSideAt !== null && line.arn === arn && line.ourSideArn === arn) return ok({ at: line.ourSideAt });
  const { tokenId, name } = service;
  const at = deps.clock();
  const recorded = await recordOurSide(
    { ...deps, clock: () => at },
    { setupId: line.setupId, lineId: line.id, revision: null, arn, how },
    { actor: { kind: 'service', tokenId, name }, requestId },
  );
  if (recorded.ok) return ok({ at });
  return refuse(recorded.reason === 'another_arn' ? 'another_key' : 'no_setup');
}
