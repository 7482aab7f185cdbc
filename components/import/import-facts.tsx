import Link from 'next/link';
import { ExportButton } from '#components/ui/export-button.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { IMPORT_PAGE_WORDS as WORDS, IMPORT_STATE_WORDS } from '#lib/core/import/import-words.ts';
import type { ImportPage } from '#lib/core/pages/import-page.ts';

/** What became of an accepted import, and who accepted it. */
export function ResultFacts({ page }: { page: ImportPage }) {
  const { acceptedBy, acceptedAt, finishedAt, now, outcomes, counts } = page;
  if (acceptedBy === null || acceptedAt === null) return null;
  const ownership = counts !== null && counts.keys + counts.accounts > 0;
  return (
    <Section title="Result">
      <Properties>
        <Property label="Imported">
          {WORDS.outcomes(outcomes)}
          {page.state === 'done' && outcomes.assignedKeys > 0 && (
            <>
              {' · '}
              <Link href="/keys?cause=imported_not_tested" className="link">
                {WORDS.notTested}
              </Link>
            </>
          )}
        </Property>
        <Property label="Accepted by" hint={ownership ? WORDS.acceptedHint : undefined}>
          {acceptedBy}, <Instant at={acceptedAt} now={now} />
        </Property>
        {page.state === 'done' && finishedAt !== null && (
          <Property label="Finished">
            <Instant at={finishedAt} now={now} />
          </Property>
        )}
      </Properties>
    </Section>
  );
}

/** What the dry run counted. */
export function DryRunFacts({ page: { id, counts } }: { page: ImportPage }) {
  if (counts === null) return null;
  return (
    <Section
      title="Dry run"
      aside={<ExportButton address={`/api/imports/${id}/report?of=rows`} total={null} label={WORDS.allRows} />}
    >
      <Properties>
        <Property label="New customers">{WORDS.customers(counts.newCustomers, counts.newRows)}</Property>
        <Property label="Customers with additions">
          {WORDS.customers(counts.changedCustomers, counts.changedRows)}
        </Property>
        <Property label="Unchanged customers">
          {WORDS.customers(counts.unchangedCustomers, counts.unchangedRows)}
        </Property>
        <Property label="With problems">{WORDS.customers(counts.badCustomers, counts.badRows)}</Property>
        <Property label="Adds">{WORDS.adds(counts)}</Property>
      </Properties>
    </Section>
  );
}

/** Which file it is, who uploaded it, and who uploaded the same before. */
export function FileFacts({ page }: { page: ImportPage }) {
  const { now, sameFile } = page;
  return (
    <Section title="File">
      <Properties>
        <Property label="Uploaded by">
          {page.createdBy}, <Instant at={page.createdAt} now={now} />
        </Property>
        {page.state !== 'refused' && <Property label="Rows">{page.rowCount.toLocaleString('en-GB')}</Property>}
        {page.sha256 !== null && (
          <Property label="SHA-256">
            <code className="font-mono text-mono break-all">{page.sha256}</code>
          </Property>
        )}
        {sameFile.map((other) => (
          <Property key={other.id} label="The same file before">
            <Link href={`/imports/${other.id}`} className="link">
              {IMPORT_STATE_WORDS[other.state]}
            </Link>
            , {other.createdBy}, <Instant at={other.createdAt} now={now} />
          </Property>
        ))}
      </Properties>
    </Section>
  );
}
