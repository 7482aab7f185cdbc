import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { EvidencePackView } from '#components/customer/evidence-pack-view.tsx';
import { PeriodForm } from '#components/customer/period-form.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { onPage, PERIOD_PROBLEM_WORDS, readPeriod, usualPeriod } from '#lib/core/pages/evidence-pack.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readEvidencePack } from '#lib/queries/customer/evidence-pack.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Evidence pack' };

type Props = { params: Promise<{ customerId: string }>; searchParams: SearchParams };

export default async function EvidencePackPage({ params, searchParams }: Props) {
  const staff = await requireStaff('keys:read');
  const { customerId } = await params;
  if (!z.uuid().safeParse(customerId).success) notFound();
  const now = runtime().clock();
  const parameter = parametersOf(await searchParams);
  const usual = usualPeriod(now);
  const asked = { from: parameter('from') ?? usual.from, to: parameter('to') ?? usual.to };
  const read = readPeriod(asked, now);
  const shown = read.ok ? read : readPeriod(usual, now);
  const pack = shown.ok ? await readEvidencePack(runtime(), staff, customerId, shown) : null;
  if (pack === null) notFound();
  return (
    <>
      <PageHeader
        title={`Evidence pack of ${pack.customer.name}`}
        summary="How the customer’s keys were looked after in a period: roles, statuses with their gaps, rotations, decisions and our calls. All times are in UTC."
        trail={[
          { href: '/customers', label: 'Customers' },
          { href: `/customers/${customerId}`, label: pack.customer.name },
        ]}
      />
      <PeriodForm period={asked} today={usual.to} problem={read.ok ? null : PERIOD_PROBLEM_WORDS[read.problem]} />
      {read.ok && (
        <EvidencePackView
          pack={onPage(pack)}
          keysInFiles={pack.keys.length}
          address={`/api/customers/${customerId}/evidence-pack?${new URLSearchParams(pack.period).toString()}`}
          exportBlocked={blockedReason(staff.role, 'keys:export') ?? undefined}
        />
      )}
    </>
  );
}
