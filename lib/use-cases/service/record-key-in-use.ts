import { ok, refuse, type Result } from '#lib/core/result.ts';
import { coversRegion, type Service } from '#lib/core/service/service-scope.ts';
import { switchedLineOf } from '#lib/db/replacement/replacements.ts';
import { openLineOfWorkspace } from '#lib/db/service/open-line.ts';
import { acknowledgeByService } from '#lib/use-cases/replacement/follow-switch.ts';
import type { SetupDeps } from '#lib/use-cases/setup/change-setup.ts';
import { recordOurSide } from '#lib/use-cases/setup/record-our-side.ts';

export type KeyInUseRefusal = 'not_found' | 'no_setup' | 'another_key';

/**
 * Records that the product itself says which key a workspace uses: our side of a setup, or that a switch is done. Said
 * again, nothing is written: a product that repeats it would make every open page old and fill the audit log.
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
  if (line === null) return recordSwitched(deps, { workspaceId, arn, how, region: found.region }, service, requestId);
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

/** Acknowledges the newest switch of a workspace. One that was rolled back waits for nothing. */
async function recordSwitched(
  deps: SetupDeps,
  input: Parameters<typeof acknowledgeByService>[1],
  service: Service,
  requestId: string | null,
): Promise<Result<{ at: Date }, KeyInUseRefusal>> {
  const switched = await switchedLineOf(deps.db, input.workspaceId);
  if (switched === null) return refuse('no_setup');
  const isNewKey = switched.arn === input.arn;
  if (switched.state === 'rolled_back') return refuse(isNewKey ? 'another_key' : 'no_setup');
  if (!isNewKey) return refuse('another_key');
  const at = await acknowledgeByService(deps, input, service, requestId);
  // Rolled back in the same moment.
  return at === null ? refuse('no_setup') : ok({ at });
}
