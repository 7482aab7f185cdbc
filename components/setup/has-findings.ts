import type { SetupLineView } from '#lib/core/pages/setup-page.ts';

/** Whether there is something to tell the customer of what the tests found: only of a proven key (H16). */
export const hasFindings = ({ stage, key, blocks }: SetupLineView): boolean =>
  stage?.step === 'tests' &&
  key?.ownership === 'proven' &&
  key.checkedAt !== null &&
  blocks.some(({ block }) => block === 'not_usable');
