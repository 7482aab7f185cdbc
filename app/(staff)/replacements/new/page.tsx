import type { Metadata } from 'next';
import { ChooseCustomer } from '#components/customer/choose-customer.tsx';
import { StartReplacementForm } from '#components/replacement/start-replacement-form.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { NO_ACTIVE_KEY_WORDS, ROTATION_NEEDS_NOTHING } from '#lib/core/replacement/new-replacement-words.ts';
import { REPLACEMENT_SOURCES } from '#lib/core/replacement/replacement.ts';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readNewReplacement } from '#lib/queries/replacement/new-replacement.ts';
import { findCustomersToSetUp } from '#lib/queries/setup/customers-to-set-up.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';
import { startReplacementAction } from '#app/(staff)/replacements/actions.ts';

export const metadata: Metadata = { title: 'Start a replacement' };

const TRAIL = [{ href: '/replacements', label: 'Replacements' }] as const;

export default async function NewReplacementPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const parameter = parametersOf(await searchParams);
  const source = REPLACEMENT_SOURCES.find((one) => one === parameter('source')) ?? null;
  const customer = await readNewReplacement(runtime(), staff, parameter('customer'));
  if (customer === null) {
    const name = parameter('q');
    const found = name === null ? null : await findCustomersToSetUp(runtime(), staff, name);
    return (
      <>
        <PageHeader title="Start a replacement" summary="For which customer?" trail={TRAIL} />
        <ChooseCustomer
          address="/replacements/new"
          keep={source === null ? {} : { source }}
          name={name}
          found={found}
          none="No customer has this name or external ID."
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title={`Start a replacement for ${customer.name}`} trail={TRAIL} />
      <p className="mb-4 max-w-prose text-subtle">{ROTATION_NEEDS_NOTHING}</p>
      {customer.workspaces.length === 0 ? (
        <>
          <EmptyState>{NO_ACTIVE_KEY_WORDS}</EmptyState>
          <p className="mt-3">
            <LinkButton href={`/setups/new?customer=${customer.id}`}>Start a setup</LinkButton>
          </p>
        </>
      ) : (
        <StartReplacementForm
          action={startReplacementAction}
          customer={customer}
          workspaceId={parameter('workspace')}
          source={source}
          blockedReason={blockedReason(staff.role, 'replacements:run')}
        />
      )}
    </>
  );
}
