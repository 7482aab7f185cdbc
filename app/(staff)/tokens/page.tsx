import type { Metadata } from 'next';
import { TokensView } from '#components/service/tokens-view.tsx';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readTokensPage } from '#lib/queries/service/tokens-page.ts';
import { runtime } from '#lib/runtime.ts';
import { makeTokenAction, revokeTokenAction } from './actions.ts';

export const metadata: Metadata = { title: 'Tokens' };

export default async function TokensPage() {
  const viewer = await requireStaff('tokens:manage');
  const page = await readTokensPage(runtime(), viewer);
  return <TokensView page={page} make={makeTokenAction} revoke={revokeTokenAction} />;
}
