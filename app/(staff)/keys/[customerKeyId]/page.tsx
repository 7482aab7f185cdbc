import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { CheckNowForm } from '#components/keys/check-now-form.tsx';
import { KeyEvents } from '#components/keys/key-events.tsx';
import { KeyFactsList } from '#components/keys/key-facts-list.tsx';
import { KeyIdentityLine, KeyProperties } from '#components/keys/key-identity.tsx';
import { OtherKeys } from '#components/keys/other-keys.tsx';
import { PermissionGrid } from '#components/keys/permission-grid.tsx';
import { RefreshOnChange } from '#components/keys/refresh-on-change.tsx';
import { UnprovenOwnership } from '#components/keys/unproven-ownership.tsx';
import { VerdictPanel } from '#components/keys/verdict-panel.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/capability.ts';
import { CHECK_REFUSAL_WORDS } from '#lib/core/refusal-words.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readKeyPage } from '#lib/queries/key-page.ts';
import { runtime } from '#lib/runtime.ts';
import { checkKeyAction } from '../actions.ts';

type Props = { params: Promise<{ customerKeyId: string }> };

const readPage = cache(async (customerKeyId: string) => {
  const staff = await requireStaff('keys:read');
  const page = z.uuid().safeParse(customerKeyId).success ? await readKeyPage(runtime(), staff, customerKeyId) : null;
  return { staff, page };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page } = await readPage((await params).customerKeyId);
  return { title: page === null ? 'No such key' : page.customerName };
}

export default async function KeyPage({ params }: Props) {
  const { staff, page } = await readPage((await params).customerKeyId);
  if (page === null) notFound();
  const blocked =
    page.role === 'retired'
      ? CHECK_REFUSAL_WORDS.retired
      : page.ownership === 'unproven'
        ? CHECK_REFUSAL_WORDS.ownership_unproven
        : blockedReason(staff.role, 'keys:check');
  return (
    <>
      <RefreshOnChange id={page.id} />
      <PageHeader
        title={page.customerName}
        truth={<KeyIdentityLine page={page} />}
        trail={[{ href: '/keys', label: 'Keys' }]}
        actions={<CheckNowForm customerKeyId={page.id} action={checkKeyAction} blockedReason={blocked} />}
      />
      {page.ownership === 'unproven' ? (
        <UnprovenOwnership advice={page.advice} />
      ) : (
        <>
          <VerdictPanel page={page} />
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <PermissionGrid page={page} />
            <KeyFactsList page={page} />
          </div>
          <KeyEvents page={page} />
        </>
      )}
      <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
        <KeyProperties page={page} />
        <OtherKeys page={page} />
      </div>
    </>
  );
}
