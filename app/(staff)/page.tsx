import type { Metadata } from 'next';
import { FindBox } from '#components/find/find-box.tsx';
import { HomeView } from '#components/home/home-view.tsx';
import { pageText } from '#lib/core/live/page-text.ts';
import { homeParameters, readHomeAsked } from '#lib/core/pages/home-asked.ts';
import { can } from '#lib/core/staff/capability.ts';
import { requireStaff } from '#lib/http/require-staff.ts';
import { readHomePage } from '#lib/queries/home/home-page.ts';
import { runtime } from '#lib/runtime.ts';
import { acknowledgeHandoverAction } from '#app/(staff)/handover/actions.ts';
import { recordNotSentAction, recordSentAction } from '#app/(staff)/keys/told-actions.ts';
import { parametersOf, type SearchParams } from '#app/(staff)/search-params.ts';

export const metadata: Metadata = { title: 'Home' };

/** Where everybody begins: what needs us, not how the fleet is. */
export default async function HomePage({ searchParams }: { searchParams: SearchParams }) {
  const staff = await requireStaff('keys:read');
  const asked = readHomeAsked(parametersOf(await searchParams));
  const page = await readHomePage(runtime(), staff, asked);
  return (
    <>
      <h1 className="sr-only">Home</h1>
      <FindBox />
      <HomeView
        key={homeParameters(asked).toString()}
        initialText={pageText(page)}
        asked={asked}
        answers={can(staff.role, 'texts:copy') ? { sent: recordSentAction, notSent: recordNotSentAction } : null}
        acknowledge={acknowledgeHandoverAction}
      />
    </>
  );
}
