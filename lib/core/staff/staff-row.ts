import type { StaffRole } from '#lib/core/staff/capability.ts';

/** A staff member as the staff page shows them. */
export type StaffRow = {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
  revision: number;
};
