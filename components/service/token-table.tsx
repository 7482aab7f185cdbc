'use client';

import { Fragment, type ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { cellInstant, cellPastInstant } from '#components/ui/cell-content.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import type { TokenItem } from '#lib/core/pages/tokens-page.ts';
import { shownTokenState, tokenState } from '#lib/core/service/token-life.ts';
import { REVOKE_CONSEQUENCES, scopesInFull, scopesInList, TOKEN_STATE_WORD } from '#lib/core/service/token-words.ts';

const STATE_TONE = { expires_soon: 'warning', expired: 'muted', revoked: 'muted' } as const;

function stateCell(token: TokenItem, nowMs: number): ReactNode {
  const state = shownTokenState(token, new Date(nowMs));
  if (state === 'live') return TOKEN_STATE_WORD.live;
  return (
    <>
      <Badge tone={STATE_TONE[state]}>{TOKEN_STATE_WORD[state]}</Badge>
      {token.revokedAt !== null && (
        <>
          {' '}
          {cellInstant(token.revokedAt, nowMs)} by {token.revokedBy}: {token.revokeReason}
        </>
      )}
    </>
  );
}

/** Region codes, none of them broken at a hyphen. */
const regionsCell = ({ regions }: TokenItem): ReactNode =>
  regions === null
    ? 'all'
    : regions.map((code, place) => (
        <Fragment key={code}>
          <span className="whitespace-nowrap">{place < regions.length - 1 ? `${code},` : code}</span>{' '}
        </Fragment>
      ));

const COLUMNS: readonly Column<TokenItem>[] = [
  { id: 'name', title: 'System', cell: ({ name }) => name },
  { id: 'state', title: 'State', long: 'wraps', cell: stateCell },
  {
    id: 'scopes',
    title: 'May',
    long: 'wraps',
    labeled: true,
    cell: ({ scopes }) => <span title={scopesInFull(scopes)}>{scopesInList(scopes)}</span>,
  },
  { id: 'regions', title: 'Regions', long: 'wraps', labeled: true, cell: regionsCell },
  { id: 'ending', title: 'Ending', labeled: true, unbroken: true, cell: ({ lastFour }) => <code>{lastFour}</code> },
  {
    id: 'made',
    title: 'Made',
    from: 'lg',
    long: 'wraps',
    cell: ({ createdAt, createdBy }, nowMs) => (
      <>
        {cellPastInstant(createdAt, nowMs)} by {createdBy}
      </>
    ),
  },
  {
    id: 'expires',
    title: 'Expires',
    numeric: true,
    labeled: true,
    // A revoked one is refused already, whenever it would have expired.
    cell: ({ expiresAt, revokedAt }, nowMs) => (revokedAt === null ? cellInstant(expiresAt, nowMs) : null),
  },
  {
    id: 'used',
    title: 'Last used',
    numeric: true,
    labeled: true,
    cell: ({ lastUsedAt }, nowMs) => cellPastInstant(lastUsedAt, nowMs) ?? 'never',
  },
  { id: 'uses', title: 'Uses', numeric: true, from: 'md', cell: ({ useCount }) => useCount.toLocaleString('en-GB') },
];

const REASON = { label: 'Reason', hint: 'Recorded in the audit log and shown in the list.' };

/** Every token, with the one action for it: revoke. A row opens its entries of the audit log. */
export function TokenTable<Done, Problem extends string>({
  tokens,
  now,
  revoke,
}: {
  tokens: readonly TokenItem[];
  now: Date;
  revoke: FormAction<Done, Problem>;
}) {
  const actionCell = (token: TokenItem, nowMs: number): ReactNode =>
    tokenState(token, new Date(nowMs)) === 'live' && (
      <ConfirmDialog
        trigger={{ label: 'Revoke', kind: 'quiet', size: 'small' }}
        title={`Revoke the token for ${token.name}?`}
        confirm="Revoke"
        pendingWords="Revoking"
        danger
        reason={REASON}
        hidden={{ id: token.id }}
        action={revoke}
        doneWords={`The token for ${token.name} is revoked.`}
      >
        {REVOKE_CONSEQUENCES}
      </ConfirmDialog>
    );
  return (
    <Table
      label="Tokens"
      columns={[...COLUMNS, { id: 'action', title: 'Action', quiet: true, cell: actionCell }]}
      items={tokens}
      now={now}
      keyOf={({ id }) => id}
      hrefOf={({ id }) => `/audit?on=${id}`}
      empty={<EmptyTable>No token was ever made, so no other system can ask or report anything.</EmptyTable>}
    />
  );
}
