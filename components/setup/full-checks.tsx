import { Instant } from '#components/ui/instant.tsx';
import type { SetupLineView } from '#lib/core/pages/setup-page.ts';

/** Of what the gate asked for. The times are hidden while it isn't proven whose key it is. */
export const noneWords = ({ cleared }: SetupLineView): string =>
  cleared === null ? 'None within 24 hours' : 'Passed before it was cleared; the times are not shown now';

/** The last full check that passed; of a cleared workspace both that it was cleared with. */
export function FullChecks({ line: { cleared, passedAt }, now }: { line: SetupLineView; now: Date }) {
  const [last = now, first] = passedAt;
  if (cleared === null || first === undefined)
    return (
      <>
        {passedAt.length} within 24 hours, the last <Instant at={last} now={now} />
      </>
    );
  return (
    <>
      <Instant at={first} now={now} /> and <Instant at={last} now={now} />, before it was cleared
    </>
  );
}
