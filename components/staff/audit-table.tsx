'use client';

import type { ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { cellIdentifier, cellInstant } from '#components/ui/cell-content.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { EmptyTable, Table, type Column } from '#components/ui/table.tsx';
import { auditChangeWords } from '#lib/core/staff/audit-change.ts';
import { actorName, auditActionWords, type AuditRow } from '#lib/core/staff/audit.ts';

const whoWords = ({ actor }: AuditRow): ReactNode =>
  actor.kind === 'staff' ? (
    <>
      {actor.name} <span className="text-subtle">{actor.role}</span>
    </>
  ) : (
    <Badge>{actorName(actor)}</Badge>
  );

/** What an entry is about. A person who did something about themselves is named once. */
function aboutWords({ about: { customerName, keyArn, staffName }, targetId, actor }: AuditRow): ReactNode {
  if (staffName !== null) return actor.kind === 'staff' && actor.staffId === targetId ? null : staffName;
  if (keyArn === null) return customerName;
  return (
    <>
      {customerName} {cellIdentifier(keyArn)}
    </>
  );
}

const aboutWhole = ({ about: { customerName, keyArn, staffName } }: AuditRow): string =>
  [staffName ?? customerName, staffName === null ? keyArn : null].filter((part) => part !== null).join(' ');

const COLUMNS: readonly Column<AuditRow>[] = [
  { id: 'action', title: 'Action', cell: ({ action }) => auditActionWords(action) },
  { id: 'about', title: 'About', long: true, whole: aboutWhole, cell: aboutWords },
  { id: 'who', title: 'Who', cell: whoWords },
  { id: 'change', title: 'What changed', from: 'lg', long: true, cell: auditChangeWords },
  { id: 'reason', title: 'Reason', from: 'xl', long: 'wraps', cell: ({ reason }) => reason },
  { id: 'when', title: 'When', numeric: true, cell: ({ at }, nowMs) => cellInstant(at, nowMs) },
  { id: 'entry', title: 'Entry', from: 'wide', numeric: true, cell: ({ seq }) => seq },
];

/** What people did, newest first. */
export function AuditTable({ entries, now, filtered }: { entries: readonly AuditRow[]; now: Date; filtered: boolean }) {
  return (
    <Table
      label="Audit"
      columns={COLUMNS}
      items={entries}
      now={now}
      keyOf={({ id }) => id}
      hrefOf={({ targetType, targetId }) =>
        targetType === 'customer_key' ? `/keys/${targetId}` : targetType === 'service_token' ? '/tokens' : null
      }
      empty={
        <EmptyTable action={filtered && <LinkButton href="/audit">Show all entries</LinkButton>}>
          {filtered ? 'No entry matches the filters.' : 'No entries yet.'}
        </EmptyTable>
      }
    />
  );
}
