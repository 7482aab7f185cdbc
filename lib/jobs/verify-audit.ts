import { createDatabase, createPool } from '#lib/db/database.ts';
import { verifyAudit, type AuditHead } from '#lib/db/staff/audit-verify.ts';

const WHY = {
  missing: 'is missing',
  changed: 'was changed after it was written',
  unlinked: 'doesn’t follow from the entry before it',
  cut_off: 'and all later entries were removed',
} as const;

function readHead(text: string | undefined): AuditHead | null {
  if (text === undefined) return null;
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    console.error('A head has the form <sequence>:<64 hex digits>, as this command prints it.');
    process.exit(2);
  }
  return { seq: Number(match[1]), hash: match[2] };
}

const url = process.env['DATABASE_URL'];
if (!url) {
  console.error('DATABASE_URL is not set.');
  process.exit(2);
}
const expected = readHead(process.argv[2]);
const pool = createPool({
  url,
  applicationName: 'keydesk-audit-verify',
  maxConnections: 1,
  statementTimeoutMs: 60_000,
  onError: (error) => console.error(error.message),
});
try {
  const result = await verifyAudit(createDatabase(pool), expected);
  if (result.intact) {
    console.log(
      result.head === null
        ? 'The audit is empty.'
        : `The audit is intact: ${result.head.seq} entries.\nHead: ${result.head.seq}:${result.head.hash}\nKeep the head elsewhere and pass it to the next run, which then finds out whether entries were removed.`,
    );
  } else {
    console.error(`The audit is broken: entry ${result.seq} ${WHY[result.why]}.`);
    process.exitCode = 1;
  }
} finally {
  await pool.end();
}
