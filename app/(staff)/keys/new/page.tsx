import type { Metadata } from 'next';
import { AddKeyForm } from '#components/key/add-key-form.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { blockedReason } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { runtime } from '#lib/runtime.ts';
import { submitKeyAction } from '#app/(staff)/keys/actions.ts';

export const metadata: Metadata = { title: 'Add a key' };

export default async function AddKeyPage() {
  const staff = await requireStaff('keys:read');
  return (
    <>
      <PageHeader
        title="Add a key"
        truth="It is registered as a candidate. It is probed, and shown, once its AWS account is proven to be the customer’s."
        trail={[{ href: '/keys', label: 'Keys' }]}
      />
      <AddKeyForm
        action={submitKeyAction}
        regions={runtime().regions.map(({ code, name }) => ({ code, name }))}
        blockedReason={blockedReason(staff.role, 'keys:submit')}
      />
    </>
  );
}
