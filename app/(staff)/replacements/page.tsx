import type { Metadata } from 'next';
import { ReplacementList } from '#components/replacement/replacement-list.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { readReplacementShow } from '#lib/core/pages/replacement-list-words.ts';
import { START_REPLACEMENT } from '#lib/core/replacement/new-replacement-words.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readReplacementList } from '#lib/queries/replacement/replacement-list.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Replacements' };

export default async function ReplacementsPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const show = readReplacementShow(parametersOf(await searchParams));
  const page = await readReplacementList(runtime(), staff, show === 'ended');
  return (
    <>
      <PageHeader
        title="Replacements"
        summary="Customers who use a new key instead of an old one. Two people decide, and the old key stays enabled until nothing needs it."
        actions={<LinkButton href="/replacements/new">{START_REPLACEMENT}</LinkButton>}
      />
      <ReplacementList key={show} initialText={pageText(page)} show={show} />
    </>
  );
}
