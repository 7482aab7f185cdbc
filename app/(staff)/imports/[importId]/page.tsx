import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { ImportView } from '#components/import/import-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readImportPage } from '#lib/queries/import/import-pages.ts';
import { runtime } from '#lib/runtime.ts';
import { acceptImportAction, parkRowsAction } from '#app/(staff)/imports/actions.ts';

type Props = { params: Promise<{ importId: string }> };

const readPage = cache(async (importId: string) => {
  const staff = await requireStaff('import:run');
  return z.uuid().safeParse(importId).success ? readImportPage(runtime(), staff, importId) : null;
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await readPage((await params).importId);
  return { title: page === null ? 'Import not found' : `Import of ${page.fileName}` };
}

export default async function ImportPage({ params }: Props) {
  await requireStaff('import:run');
  const page = await readPage((await params).importId);
  if (page === null) notFound();
  return (
    <ImportView
      importId={page.id}
      initialText={pageText(page)}
      actions={{ accept: acceptImportAction, park: parkRowsAction }}
    />
  );
}
