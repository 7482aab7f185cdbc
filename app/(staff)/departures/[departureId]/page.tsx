import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { DepartureView } from '#components/departure/departure-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readDeparturePage } from '#lib/queries/departure/departure-page.ts';
import { runtime } from '#lib/runtime.ts';
import {
  exceptDepartureAction,
  freezeDepartureTextAction,
  letCustomerGoAction,
  recordDepartureToldAction,
  recordRequestAction,
  recordStepAction,
  withdrawDepartureAction,
} from '#app/(staff)/departures/actions.ts';

type Props = { params: Promise<{ departureId: string }> };

const readPage = cache(async (departureId: string) => {
  const staff = await requireStaff('keys:read');
  const page = z.uuid().safeParse(departureId).success ? await readDeparturePage(runtime(), staff, departureId) : null;
  return { staff, page };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await readPage((await params).departureId);
  return { title: page === null ? 'Departure not found' : `Departure of ${page.customer.name}` };
}

export default async function DeparturePage({ params }: Props) {
  const { staff, page } = await readPage((await params).departureId);
  if (page === null) notFound();
  return (
    <DepartureView
      departureId={page.id}
      initialText={pageText(page)}
      actions={{
        step: recordStepAction,
        lastStep: letCustomerGoAction,
        request: recordRequestAction,
        except: exceptDepartureAction,
        withdraw: withdrawDepartureAction,
        makeText: freezeDepartureTextAction,
        told: recordDepartureToldAction,
        runBlocks: blockedReason(staff.role, 'departures:run'),
        exceptBlocks: blockedReason(staff.role, 'departures:except'),
        releaseBlocks: blockedReason(staff.role, 'keys:release'),
      }}
    />
  );
}
