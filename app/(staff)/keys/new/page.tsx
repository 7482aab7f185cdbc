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
        summary="The key is added as pending setup. Keydesk checks it only after it’s proven that its AWS account belongs to the customer."
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
