import type { BookKey, BookWorkspace } from './book.ts';
import { addProblem } from './groups.ts';
import type { FileKey, ReadRow } from './read-row.ts';

/** A workspace of the book that gets no key of this role from a file. A second active key needs what H17 says. */
export function noteUnfitPlace(row: ReadRow, { role }: FileKey, stored: BookWorkspace): boolean {
  const { activeArn, hadActive, leaves, inSetup } = stored;
  if (leaves) addProblem(row, 'workspace', 'workspace_leaves');
  else if (role === 'retained') return false;
  else if (activeArn !== null) addProblem(row, 'role', 'workspace_has_active', activeArn);
  else if (inSetup) addProblem(row, 'workspace', 'workspace_in_setup');
  else if (hadActive) addProblem(row, 'role', 'workspace_had_active');
  else return false;
  return true;
}

/** A key that already protects the workspace: the file must say the same. */
export function noteAssigned(row: ReadRow, { role, since }: FileKey, assigned: BookKey['assigned'][number]): void {
  if (assigned.role === 'released') addProblem(row, 'key_arn', 'key_released');
  else if (assigned.role !== role) addProblem(row, 'role', 'role_otherwise', assigned.role);
  else if (since !== null && since.getTime() !== assigned.since.getTime())
    addProblem(row, 'in_use_since', 'since_otherwise', assigned.since.toISOString());
}

/** A key of the holder that an import leaves alone. */
export function noteUnfit(row: ReadRow, { role, withdrawn, proven }: BookKey): boolean {
  if (role === 'candidate') addProblem(row, 'key_arn', 'key_in_setup');
  else if (withdrawn || !proven) addProblem(row, 'key_arn', 'key_withdrawn');
  else if (role === 'released') addProblem(row, 'key_arn', 'key_released');
  else return false;
  return true;
}
