import type { FormAction } from '#components/ui/form.tsx';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';

/** Who looks, and what they can do from there. */
export type FindProps<Checked, Problem extends string> = {
  staffId: string;
  role: StaffRole;
  /** Checks a key now. */
  check: FormAction<Checked, Problem>;
};
