import type { Metadata } from 'next';
import { AwayForm } from '#components/shift/away-form.tsx';
import { HandOverForm } from '#components/shift/hand-over-form.tsx';
import { AcknowledgedHandovers, LastHandover } from '#components/shift/past-handovers.tsx';
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
  const { items, now, last, waiting, acknowledged, awayUntil } = page;
  const open = items.filter(({ kind }) => kind !== 'unsent_text').length;
  return (
    <>
      <PageHeader
        title="Hand over my shift"
        summary={
          <>
            {open === 0 ? 'Nothing of yours is open.' : `${open} open ${open === 1 ? 'item' : 'items'}.`}{' '}
            {last === null ? (
              'You have not handed over a shift yet.'
            ) : (
              <>
                You last handed over <Instant at={last.at} now={now} />.
              </>
            )}
          </>
        }
      />
      <WaitingHandovers waiting={waiting} now={now} acknowledge={acknowledgeHandoverAction} />
      <Section title="Hand over">
        <HandOverForm page={page} handOver={handOverShiftAction} />
      </Section>
      <LastHandover last={last} now={now} />
      <AcknowledgedHandovers acknowledged={acknowledged} now={now} />
      <Section title="Away">
        <AwayForm awayUntil={awayUntil} now={now} setAway={setOwnAwayAction} setBack={setOwnBackAction} />
      </Section>
    </>
  );
}
