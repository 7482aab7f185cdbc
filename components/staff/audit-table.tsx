import { Badge } from '#components/ui/badge.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { Cell, EmptyRow, NameCell, Row, Table, type Column } from '#components/ui/table.tsx';
import { auditActionWords, type AuditRow } from '#lib/core/staff/audit.ts';

const COLUMNS: readonly Column[] = [
  { title: 'Action' },
  { title: 'Who', from: 'md' },
  { title: 'What changed', from: 'lg' },
  { title: 'Reason', from: 'xl' },
  { title: 'When', numeric: true },
  { title: 'Entry', from: 'md', numeric: true },
];

const valueWords = (value: unknown): string =>
  value === null || value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);

/** The fields that an action changed, in one line: "role active → retained". */
function changeWords({ before, after }: AuditRow): string {
  return Object.entries(after ?? {})
    .filter(([field, value]) => JSON.stringify(before?.[field]) !== JSON.stringify(value))
    .map(([field, value]) =>
      before !== null && field in before
        ? `${field} ${valueWords(before[field])} → ${valueWords(value)}`
        : `${field} ${valueWords(value)}`,
    )
    .join(', ');
}

const whoWords = (row: AuditRow): string =>
  row.actor.kind === 'staff' ? `${row.actor.name} (${row.actor.role})` : row.actor.job;

/** What people did, newest first. */
export function AuditTable({ entries, now, filtered }: { entries: readonly AuditRow[]; now: Date; filtered: boolean }) {
  return (
    <Table label="Audit" columns={COLUMNS}>
      {entries.length === 0 && (
        <EmptyRow columns={COLUMNS} action={filtered && <LinkButton href="/audit">Show all entries</LinkButton>}>
          {filtered ? 'No entry matches the filters.' : 'No entries yet.'}
        </EmptyRow>
      )}
      {entries.map((row) => (
        <Row key={row.id}>
          <NameCell
            href={row.targetType === 'customer_key' ? `/keys/${row.targetId}` : undefined}
            aside={
              <>
                {whoWords(row)}
                {row.reason !== null && <span className="block">{row.reason}</span>}
              </>
            }
          >
            {auditActionWords(row.action)}
          </NameCell>
          <Cell from="md">
            {row.actor.kind === 'staff' ? (
              <>
                {row.actor.name} <span className="text-subtle">{row.actor.role}</span>
              </>
            ) : (
              <Badge>{row.actor.job}</Badge>
            )}
          </Cell>
          <Cell from="lg" long>
            {changeWords(row)}
          </Cell>
          <Cell from="xl" long>
            {row.reason}
          </Cell>
          <Cell numeric>
            <Instant at={row.at} now={now} focusable={false} />
          </Cell>
          <Cell from="md" numeric>
            {row.seq}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
