import { Cell, NameCell, Row, Table, type Column } from '#components/ui/table.tsx';
import type { CallCost } from '#lib/core/pages/call-estimate.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import type { SettingsPage } from '#lib/core/pages/settings-page.ts';
import { VERDICT_STATUSES, type VerdictStatus } from '#lib/core/finding/status.ts';
import { countWords, usdWords } from './figures.ts';

type LiveKeys = Record<VerdictStatus, number>;

const COLUMNS: readonly Column[] = [
  { title: 'Region' },
  ...VERDICT_STATUSES.map((status): Column => ({ title: VERDICT_WORD[status], from: 'md', numeric: true })),
  { title: 'Calls per day', from: 'lg', numeric: true },
  { title: 'USD per day', from: 'lg', numeric: true },
  { title: 'USD per month', numeric: true },
];

const sumKeys = (regions: SettingsPage['regions'], status: VerdictStatus): number =>
  regions.reduce((sum, { liveKeys }) => sum + liveKeys[status], 0);

/** The live keys by status, which the estimate is based on, and the estimated cost of their checks. */
export function CostTable({ page: { regions, inAll } }: { page: SettingsPage }) {
  const all = Object.fromEntries(VERDICT_STATUSES.map((status) => [status, sumKeys(regions, status)])) as LiveKeys;
  return (
    <Table label="Live keys and estimated cost" columns={COLUMNS}>
      {regions.map(({ code, name, liveKeys, estimate }) => (
        <CostRow key={code} name={name} liveKeys={liveKeys} cost={estimate} />
      ))}
      <CostRow name="All regions" liveKeys={all} cost={inAll} />
    </Table>
  );
}

function CostRow({ name, liveKeys, cost }: { name: string; liveKeys: LiveKeys; cost: CallCost }) {
  return (
    <Row>
      <NameCell
        aside={VERDICT_STATUSES.map(
          (status) => `${countWords(liveKeys[status])} ${VERDICT_WORD[status].toLowerCase()}`,
        ).join(', ')}
      >
        {name}
      </NameCell>
      {VERDICT_STATUSES.map((status) => (
        <Cell key={status} from="md" numeric>
          {countWords(liveKeys[status])}
        </Cell>
      ))}
      <Cell from="lg" numeric>
        {countWords(cost.callsPerDay)}
      </Cell>
      <Cell from="lg" numeric>
        {usdWords(cost.usdPerDay)}
      </Cell>
      <Cell numeric>{usdWords(cost.usdPerMonth)}</Cell>
    </Row>
  );
}
