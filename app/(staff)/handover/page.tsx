import type { Metadata } from 'next';
import { HandoverView } from '#components/shift/handover-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { readHandoverFrom } from '#lib/core/pages/handover-page.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readHandoverPage } from '#lib/queries/shift/handover-page.ts';
import { runtime } from '#lib/runtime.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';
import { acknowledgeHandoverAction, handOverShiftAction, setOwnAwayAction, setOwnBackAction } from './actions.ts';

export const metadata: Metadata = { title: 'Hand over my shift' };

export default async function HandOverPage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('shifts:hand_over');
  const from = readHandoverFrom(parametersOf(await searchParams)('from'));
  const page = await readHandoverPage(runtime(), staff, from);
  return (
    <HandoverView
      key={page.from}
      from={page.from}
      initialText={pageText(page)}
      actions={{
        handOver: handOverShiftAction,
        acknowledge: acknowledgeHandoverAction,
        setAway: setOwnAwayAction,
        setBack: setOwnBackAction,
      }}
    />
  );
}
