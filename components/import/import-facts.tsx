import Link from 'next/link';
import { ExportButton } from '#components/ui/export-button.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { IMPORT_PAGE_WORDS as WORDS, IMPORT_STATE_WORDS } from '#lib/core/import/import-words.ts';
import type { ImportPage } from '#lib/core/pages/import-page.ts';

/** What the dry run counted, what became of it, and who did what when. */
export function ImportFacts({ page }: { page: ImportPage }) {
  const { counts, outcomes, acceptedBy, acceptedAt, finishedAt, now, sameFile } = page;
  return (
    <>
      {counts !== null && (
        <Section
          title="Dry run"
          aside={<ExportButton address={`/api/imports/${page.id}/report?of=rows`} total={null} label={WORDS.allRows} />}
        >
          <Properties>
            <Property label="New customers">{WORDS.customers(counts.newCustomers, counts.newRows)}</Property>
            <Property label="Customers in the book that get something new">
              {WORDS.customers(counts.changedCustomers, counts.changedRows)}
            </Property>
            <Property label="Already in the book as in the file">
              {WORDS.customers(counts.unchangedCustomers, counts.unchangedRows)}
            </Property>
            <Property label="Customers with problems">{WORDS.customers(counts.badCustomers, counts.badRows)}</Property>
            <Property label="Adds">{WORDS.adds(counts)}</Property>
          </Properties>
        </Section>
      )}
      <Section title="File">
        <Properties>
          <Property label="Uploaded by">
            {page.createdBy}, <Instant at={page.createdAt} now={now} />
          </Property>
          <Property label="Rows">{page.rowCount.toLocaleString('en-GB')}</Property>
          {page.sha256 !== null && (
            <Property label="SHA-256">
              <code className="font-mono text-mono break-all">{page.sha256}</code>
            </Property>
          )}
          {acceptedBy !== null && acceptedAt !== null && (
            <Property label="Accepted by" hint={WORDS.acceptedHint}>
              {acceptedBy}, <Instant at={acceptedAt} now={now} />
            </Property>
          )}
          {(page.state === 'running' || page.state === 'done') && (
            <Property label="Imported">{WORDS.outcomes(outcomes)}</Property>
          )}
          {page.state === 'done' && finishedAt !== null && (
            <Property label="Finished">
              <Instant at={finishedAt} now={now} />
            </Property>
          )}
          {page.parked > 0 && (
            <Property label="Parked rows">
              <Link href="/imports/parked" className="link">
                {page.parked.toLocaleString('en-GB')}
              </Link>
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
    </>
  );
}
