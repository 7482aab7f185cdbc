import type { StaffRole } from '#lib/core/staff/staff-actions.ts';

/** A staff member as the staff page shows them. */
export type StaffRow = {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
  /** Until when they are away, as it was last recorded; a time that has passed says nothing. */
  awayUntil: Date | null;
  revision: number;
};
