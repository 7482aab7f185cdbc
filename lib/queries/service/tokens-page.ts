import type { HostingRegion } from '#lib/core/key/region.ts';
import type { TokensPage } from '#lib/core/pages/tokens-page.ts';
import { tokenState } from '#lib/core/service/token-life.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import { listTokens } from '#lib/db/service/tokens.ts';

/** Every token that was ever made, and the regions that a new one may be limited to. */
export async function readTokensPage(
  deps: { db: Database; clock: () => Date; regions: readonly HostingRegion[] },
  viewer: { role: StaffRole },
): Promise<TokensPage> {
  if (!can(viewer.role, 'tokens:manage')) throw new Error(`The role ${viewer.role} may not see tokens.`);
  const now = deps.clock();
  const tokens = await listTokens(deps.db);
  const isLive = (token: (typeof tokens)[number]): boolean => tokenState(token, now) === 'live';
  return {
    now,
    tokens: [...tokens.filter(isLive), ...tokens.filter((token) => !isLive(token))],
    regions: deps.regions.map(({ code, name }) => ({ code, name })),
  };
}
