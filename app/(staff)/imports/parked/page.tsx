import type { Metadata } from 'next';
import { ParkedList } from '#components/import/parked-list.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { IMPORT_PAGE_WORDS } from '#lib/core/import/import-words.ts';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readParkedPage } from '#lib/queries/import/import-pages.ts';
import { runtime } from '#lib/runtime.ts';
import { closeRowAction, takeRowAction } from '#app/(staff)/imports/actions.ts';

export const metadata: Metadata = { title: 'Parked rows' };

export default async function ParkedPage() {
  const staff = await requireStaff('import:run');
  const page = await readParkedPage(runtime(), staff);
  return (
    <>
      <PageHeader
        title="Parked rows"
        trail={[{ href: '/imports', label: 'Imports' }]}
        summary={IMPORT_PAGE_WORDS.parkedSummary}
      />
      <ParkedList initialText={pageText(page)} actions={{ take: takeRowAction, close: closeRowAction }} />
    </>
  );
}
