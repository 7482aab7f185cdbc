import { redirect } from 'next/navigation';
import { requireStaff } from '#lib/http/require-staff.ts';

/** The address of earlier versions. */
export default async function SettingsPage() {
  await requireStaff('keys:read');
  redirect('/regions');
}
