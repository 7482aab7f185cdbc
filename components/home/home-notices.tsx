import Link from 'next/link';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { Callout } from '#components/ui/callout.tsx';
import type { HomePage } from '#lib/core/pages/home-page.ts';
import {
  incidentWords,
  regionHref,
  uncheckedWords,
  WORKER_AT_WORK,
  workerGoneTitle,
  WORKER_GONE,
} from '#lib/core/pages/home-words.ts';

/** What must be known before anything below is read: whether a worker is running, how old answers are, and incidents. */
export function HomeNotices({ page }: { page: HomePage }) {
  const { now, workerGone, incidents, regions } = page;
  const checks = [
    ...(workerGone === null ? [WORKER_AT_WORK] : []),
    ...page.unchecked.flatMap((one) => uncheckedWords(one) ?? []),
  ];
  return (
    <>
      {workerGone !== null && (
        <div className="mb-4">
          <Callout tone="danger" title={workerGoneTitle(workerGone.since, now)} live>
            {WORKER_GONE}
          </Callout>
        </div>
      )}
      <div className="mb-4 [&_section]:mb-1">
        {/* Incidents have their own lines below, with what waits for them. */}
        <RegionNotices regions={regions.map((region) => ({ ...region, incidentSinceMs: null }))} now={now} />
        {checks.length > 0 && <p className="text-table text-subtle">{checks.join(' · ')}</p>}
      </div>
      <div aria-live="polite">
        {incidents.length > 0 && (
          <ul aria-label="Incidents" className="mb-4 space-y-1 text-table">
            {incidents.map((incident) => {
              const { fact, meaning } = incidentWords(incident);
              return (
                <li key={incident.region}>
                  <span className="font-semibold text-danger-text">
                    <span aria-hidden="true">▲ </span>
                    {fact}
                  </span>{' '}
                  {meaning}{' '}
                  <Link href={regionHref(incident.region)} prefetch={false} className="link">
                    Open the region
                  </Link>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </>
  );
}
