import { toneText } from '#components/ui/tone.ts';
import { Cell, NameCell, Row, Table, type Column } from '#components/ui/table.tsx';
import { averagePerSecond } from '#lib/core/pages/call-estimate.ts';
import { CALL_KINDS, type CallKind } from '#lib/core/probe/quota.ts';
import type { SettingsPage } from '#lib/core/pages/settings-page.ts';
import { countWords, rateWords, shareWords } from './figures.ts';

const COLUMNS: readonly Column[] = [
  { title: 'Region' },
  { title: 'Call', from: 'md' },
  { title: 'Per day', numeric: true },
  { title: 'Per second', from: 'lg', numeric: true },
  { title: 'Share of quota', from: 'md', numeric: true },
  { title: 'Share of budget', numeric: true },
];

const CALL_WORD = {
  describe: 'DescribeKey',
  crypto: 'Cryptographic dry runs',
  rotation: 'GetKeyRotationStatus',
} as const satisfies Record<CallKind, string>;

/** The calls per day by region and quota, next to the quota of KMS and our own budget. */
export function CallsTable({ page: { regions, inAll } }: { page: SettingsPage }) {
  return (
    <Table label="Estimated calls per day" columns={COLUMNS}>
      {regions.flatMap(({ code, name, estimate }) =>
        CALL_KINDS.map((kind) => {
          const { perDay, perSecond, ofQuota, ofBudget } = estimate.loads[kind];
          return (
            <Row key={`${code} ${kind}`}>
              <NameCell aside={`${CALL_WORD[kind]}, ${shareWords(ofQuota)} of quota`}>{name}</NameCell>
              <Cell from="md">{CALL_WORD[kind]}</Cell>
              <Cell numeric>{countWords(perDay)}</Cell>
              <Cell from="lg" numeric>
                {rateWords(perSecond)}
              </Cell>
              <Cell from="md" numeric>
                {shareWords(ofQuota)}
              </Cell>
              <Cell numeric>
                {ofBudget === null ? (
                  <span className="text-subtle">no budget</span>
                ) : (
                  <span className={ofBudget > 1 ? toneText.warning : undefined}>{shareWords(ofBudget)}</span>
                )}
              </Cell>
            </Row>
          );
        }),
      )}
      {CALL_KINDS.map((kind) => (
        <Row key={kind}>
          <NameCell aside={CALL_WORD[kind]}>All regions</NameCell>
          <Cell from="md">{CALL_WORD[kind]}</Cell>
          <Cell numeric>{countWords(inAll.perDay[kind])}</Cell>
          <Cell from="lg" numeric>
            {rateWords(averagePerSecond(inAll.perDay[kind]))}
          </Cell>
          <Cell from="md" numeric>
            <span className="text-subtle">per region</span>
          </Cell>
          <Cell numeric>
            <span className="text-subtle">per region</span>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
