'use client';

import { Table, type Column } from '#components/ui/table.tsx';
import type { CallCost } from '#lib/core/pages/call-estimate.ts';
import { VERDICT_STATUSES, VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import { countWords, usdWords } from './figures.ts';

type LiveKeys = Record<VerdictStatus, number>;
type CostRow = { name: string; liveKeys: LiveKeys; cost: CallCost };

const COLUMNS: readonly Column<CostRow>[] = [
  { id: 'region', title: 'Region', cell: ({ name }) => name },
  ...VERDICT_STATUSES.map((status): Column<CostRow> => ({
    id: status,
    title: VERDICT_WORD[status],
    numeric: true,
    labeled: true,
    cell: ({ liveKeys }) => countWords(liveKeys[status]),
  })),
  {
    id: 'calls',
    title: 'Calls per day',
    from: 'lg',
    numeric: true,
    cell: ({ cost }) => countWords(cost.callsPerDay),
  },
  { id: 'day', title: 'USD per day', from: 'lg', numeric: true, cell: ({ cost }) => usdWords(cost.usdPerDay) },
  { id: 'month', title: 'USD per month', numeric: true, labeled: true, cell: ({ cost }) => usdWords(cost.usdPerMonth) },
];

/** The live keys by status, which the estimate is based on, and the estimated cost of their checks. */
export function CostTable({
  regions,
  inAll,
  now,
}: {
  regions: readonly CostRow[];
  /** In all regions together. */
  inAll: CallCost;
  now: Date;
}) {
  const sumOf = (status: VerdictStatus): number => regions.reduce((sum, { liveKeys }) => sum + liveKeys[status], 0);
  const all = Object.fromEntries(VERDICT_STATUSES.map((status) => [status, sumOf(status)])) as LiveKeys;
  return (
    <Table
      label="Live keys and estimated cost"
      columns={COLUMNS}
      items={[...regions, { name: 'All regions', liveKeys: all, cost: inAll }]}
      now={now}
      keyOf={({ name }) => name}
    />
  );
}
