import type { Metadata } from 'next';
import { ColumnList } from '#components/import/column-list.tsx';
import { ImportList } from '#components/import/import-list.tsx';
import { UploadFile } from '#components/import/upload-file.tsx';
import { ExportButton } from '#components/ui/export-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Section } from '#components/ui/section.tsx';
import { IMPORT_PAGE_WORDS } from '#lib/core/import/import-words.ts';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readImportList } from '#lib/queries/import/import-pages.ts';
import { runtime } from '#lib/runtime.ts';

export const metadata: Metadata = { title: 'Imports' };

export default async function ImportsPage() {
  const staff = await requireStaff('import:run');
  const page = await readImportList(runtime(), staff);
  return (
    <>
      <PageHeader
        title="Imports"
        summary={IMPORT_PAGE_WORDS.summary}
        actions={<ExportButton address="/api/imports/book" total={null} label={IMPORT_PAGE_WORDS.exportBook} />}
      />
      <UploadFile />
      <ImportList initialText={pageText(page)} />
      <Section title="Columns of the file">
        <ColumnList />
      </Section>
    </>
  );
}
