import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { fullChecksADay } from '#lib/core/pages/call-estimate.ts';
import { CRYPTO_SHARE, DESCRIBE_SHARE } from '#lib/core/probe/quota.ts';
import { PastInstant } from '#components/ui/instant.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { CapacityPage } from '#lib/core/pages/capacity-page.ts';
import {
  dueHint,
  dueWords,
  isLate,
  NOT_IN_THE_ESTIMATE,
  paceWords,
  throughputWords,
  workersFormula,
  workersWords,
} from '#lib/core/pages/capacity-words.ts';
import { CallsTable } from './calls-table.tsx';
import { CostTable } from './cost-table.tsx';
import { countWords } from './figures.ts';

/** Whether scheduled checks keep up, and how many workers they need. */
export function WorkersSection({ page }: { page: CapacityPage }) {
  const { due, now } = page;
  return (
    <Section title="Scheduled checks">
      <Properties>
        <Property label="Waiting" hint={dueHint(page)}>
          <span className={isLate(page) ? toneText.warning : undefined}>{dueWords(page)}</span>
          {due.oldestDueAt !== null && (
            <>
              {' '}
              <PastInstant at={due.oldestDueAt} now={now} />
            </>
          )}
        </Property>
        <Property label="Throughput" unknown={page.throughput === null}>
          {throughputWords(page)}
        </Property>
        <Property label="Suggested workers" unknown={page.throughput === null} hint={workersFormula(page)}>
          {workersWords(page)}
        </Property>
      </Properties>
    </Section>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How checks use the quota that production needs too (H24): interval, calls, and cost. */
export function QuotaSection({ page }: { page: CapacityPage }) {
  const { now, regions, inAll } = page;
  return (
    <Section title="KMS calls and cost" aside="Estimate, from the number of live keys by status">
      <Properties>
        <Property label="Scheduled checks">{paceWords(page)}</Property>
        <Property label="Calls per check">
          A quick check is DescribeKey and 2 cryptographic dry runs. A full check is DescribeKey, 5 cryptographic dry
          runs, and GetKeyRotationStatus. A usable key gets a full check at most{' '}
          {fullChecksADay({ intervalMinutes: page.intervalMinutes }).toLocaleString('en-GB', {
            maximumFractionDigits: 1,
          })}{' '}
          times a day and quick checks otherwise. Any other key gets a full check every time.
        </Property>
        <Property label="Our budget">
          {percent(DESCRIBE_SHARE)} of a region’s DescribeKey quota and {percent(CRYPTO_SHARE)} of its quota for
          cryptographic operations, for all workers together, and one call per second to each custom key store. The
          quotas are AWS’s defaults.
        </Property>
      </Properties>
      <Warnings page={page} />
      <div className="mt-4 space-y-6">
        <CallsTable
          now={now}
          regions={regions.map(({ code, name, estimate }) => ({ code, name, loads: estimate.loads }))}
          perDay={inAll.perDay}
        />
        <CostTable
          now={now}
          regions={regions.map(({ name, liveKeys, estimate: { callsPerDay, usdPerDay, usdPerMonth } }) => ({
            name,
            liveKeys,
            cost: { callsPerDay, usdPerDay, usdPerMonth },
          }))}
          inAll={inAll}
        />
      </div>
      <ul aria-label="What the estimate leaves out" className="mt-3 max-w-prose space-y-1 text-table text-subtle">
        {NOT_IN_THE_ESTIMATE.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Section>
  );
}

/** What needs an action: regions whose checks run late, and keys that are not checked. */
function Warnings({ page: { regions, notHosted, intervalMinutes } }: { page: CapacityPage }) {
  const late = regions.filter(({ estimate: { loads } }) =>
    [loads.describe, loads.crypto].some(({ ofBudget }) => ofBudget !== null && ofBudget > 1),
  );
  return (
    <>
      {late.map(({ code, name }) => (
        <p key={code} className="mt-3 max-w-prose text-warning-text">
          {name} needs more calls than our budget allows, so checks there run less often than every {intervalMinutes}{' '}
          min. Whoever runs Keydesk must increase CHECK_INTERVAL_MINUTES.
        </p>
      ))}
      {notHosted.map(({ code, liveKeys }) => (
        <p key={code} className="mt-3 max-w-prose text-warning-text">
          {countWords(liveKeys)} live {liveKeys === 1 ? 'key is' : 'keys are'} not checked, because the region {code} is
          not configured. Whoever runs Keydesk must add it to HOSTING_REGIONS.
        </p>
      ))}
    </>
  );
}
