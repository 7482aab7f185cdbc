'use client';

import { Table, type Column } from '#components/ui/table.tsx';
import { toneText } from '#components/ui/tone.ts';
import { averagePerSecond, type CallEstimate, type CallLoad, type CallsByKind } from '#lib/core/pages/call-estimate.ts';
import { CALL_KINDS, type CallKind } from '#lib/core/probe/quota.ts';
import { countWords, rateWords, shareWords } from './figures.ts';

/** `share` is null in the sum of all regions: each region has its own quota. */
type CallsRow = {
  id: string;
  name: string;
  kind: CallKind;
  perDay: number;
  perSecond: number;
  share: Pick<CallLoad, 'ofQuota' | 'ofBudget'> | null;
};

const CALL_WORD = {
  describe: 'DescribeKey',
  crypto: 'Cryptographic dry runs',
  rotation: 'GetKeyRotationStatus',
} as const satisfies Record<CallKind, string>;

const PER_REGION = <span className="text-subtle">per region</span>;

const COLUMNS: readonly Column<CallsRow>[] = [
  { id: 'region', title: 'Region', cell: ({ name }) => name },
  { id: 'call', title: 'Call', cell: ({ kind }) => CALL_WORD[kind] },
  { id: 'day', title: 'Per day', numeric: true, labeled: true, cell: ({ perDay }) => countWords(perDay) },
  {
    id: 'second',
    title: 'Per second',
    from: 'lg',
    numeric: true,
    cell: ({ perSecond }) => rateWords(perSecond),
  },
  {
    id: 'quota',
    title: 'Share of quota',
    numeric: true,
    labeled: true,
    cell: ({ share }) => (share === null ? PER_REGION : shareWords(share.ofQuota)),
  },
  {
    id: 'budget',
    title: 'Share of budget',
    numeric: true,
    labeled: true,
    cell: ({ share }) => {
      if (share === null) return PER_REGION;
      const { ofBudget } = share;
      if (ofBudget === null) return <span className="text-subtle">no budget</span>;
      return ofBudget > 1 ? <span className={toneText.warning}>{shareWords(ofBudget)}</span> : shareWords(ofBudget);
    },
  },
];

/** The calls per day by region and quota, next to the quota of KMS and our own budget. */
export function CallsTable({
  regions,
  perDay,
  now,
}: {
  regions: readonly { code: string; name: string; loads: CallEstimate['loads'] }[];
  /** In all regions together. */
  perDay: CallsByKind;
  now: Date;
}) {
  const rows = regions.flatMap(({ code, name, loads }) =>
    CALL_KINDS.map((kind) => ({ id: `${code} ${kind}`, name, kind, ...loads[kind], share: loads[kind] })),
  );
  const sums = CALL_KINDS.map((kind) => ({
    id: kind,
    name: 'All regions',
    kind,
    perDay: perDay[kind],
    perSecond: averagePerSecond(perDay[kind]),
    share: null,
  }));
  return (
    <Table
      label="Estimated calls per day"
      columns={COLUMNS}
      items={[...rows, ...sums]}
      now={now}
      keyOf={({ id }) => id}
    />
  );
}
