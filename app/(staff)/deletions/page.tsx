import type { Metadata } from 'next';
import { DeletionList } from '#components/key/deletion-list.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { TIMELINE_SUMMARY } from '#lib/core/pages/deletion-words.ts';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readDeletions } from '#lib/queries/key/deletions-page.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Deletions' };

export default async function DeletionsPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const after = parametersOf(await searchParams)('after');
  const page = await readDeletions(runtime(), staff, after);
  const query = after === null ? '' : new URLSearchParams({ after }).toString();
  return (
    <>
      <PageHeader title="Deletions" summary={TIMELINE_SUMMARY} />
      <DeletionList key={query} initialText={pageText(page)} query={query} />
    </>
  );
}
