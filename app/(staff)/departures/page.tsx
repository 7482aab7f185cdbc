import type { Metadata } from 'next';
import { DepartureList } from '#components/departure/departure-list.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readDepartureList } from '#lib/queries/departure/departure-page.ts';
import { runtime } from '#lib/runtime.ts';

export const metadata: Metadata = { title: 'Departures' };

export default async function DeparturesPage() {
  const staff = await requireStaff('keys:read');
  return (
    <>
      <PageHeader
        title="Departures"
        summary="Customers who leave, or whose data is to become unreadable. A departure is started on the customer’s page."
      />
      <DepartureList initialText={pageText(await readDepartureList(runtime(), staff))} />
    </>
  );
}
