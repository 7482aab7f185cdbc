import type { Metadata } from 'next';
import { AwayForm } from '#components/shift/away-form.tsx';
import { HandOverForm } from '#components/shift/hand-over-form.tsx';
import { WaitingHandovers } from '#components/shift/waiting-handovers.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Section } from '#components/ui/section.tsx';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readHandoverPage } from '#lib/queries/shift/handover-page.ts';
import { runtime } from '#lib/runtime.ts';
import { acknowledgeHandoverAction, handOverShiftAction, setOwnAwayAction, setOwnBackAction } from './actions.ts';

export const metadata: Metadata = { title: 'Hand over my shift' };

export default async function HandOverPage() {
  const staff = await requireStaff('shifts:hand_over');
  const page = await readHandoverPage(runtime(), staff);
  const { items, now, lastHandoverAt, waiting, awayUntil } = page;
  return (
    <>
      <PageHeader
        title="Hand over my shift"
        summary={
          <>
            {items.length === 0 ? 'Nothing of yours is open.' : `${items.length} open.`}{' '}
            {lastHandoverAt === null ? (
              'You have not handed over a shift yet.'
            ) : (
              <>
                You last handed over <Instant at={lastHandoverAt} now={now} />.
              </>
            )}
          </>
        }
      />
      <WaitingHandovers waiting={waiting} now={now} acknowledge={acknowledgeHandoverAction} />
      <Section title="Hand over">
        <HandOverForm page={page} handOver={handOverShiftAction} />
      </Section>
      <Section title="Away">
        <AwayForm awayUntil={awayUntil} now={now} setAway={setOwnAwayAction} setBack={setOwnBackAction} />
      </Section>
    </>
  );
}
