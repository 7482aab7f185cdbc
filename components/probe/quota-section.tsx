import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { GRIDS_A_DAY } from '#lib/core/pages/call-estimate.ts';
import { CRYPTO_SHARE, DESCRIBE_SHARE } from '#lib/core/probe/quota.ts';
import type { SettingsPage } from '#lib/core/pages/settings-page.ts';
import { NOT_IN_THE_ESTIMATE, paceWords } from '#lib/core/pages/settings-words.ts';
import { CallsTable } from './calls-table.tsx';
import { CostTable } from './cost-table.tsx';
import { countWords } from './figures.ts';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How checks spend the quota that production spends from too (H24): the pace, the calls, the cost. */
export function QuotaSection({ page }: { page: SettingsPage }) {
  return (
    <Section title="What checks ask of KMS" aside="Estimate, from the live keys by verdict">
      <Properties>
        <Property label="Checks">{paceWords(page)}</Property>
        <Property label="What is asked">
          Of a usable key three permissions (DescribeKey and 2 crypto dry runs), and all of them (DescribeKey, 5 crypto
          dry runs, GetKeyRotationStatus) at most {GRIDS_A_DAY.toLocaleString('en-GB')} times a day. Of any other key
          all of them each time.
        </Property>
        <Property label="Our budget">
          {percent(DESCRIBE_SHARE)} of a region’s DescribeKey quota and {percent(CRYPTO_SHARE)} of its crypto quota, all
          workers together; one call a second to one custom key store. Quotas as AWS sets them unless raised.
        </Property>
      </Properties>
      <Warnings page={page} />
      <div className="mt-4 space-y-6">
        <CallsTable page={page} />
        <CostTable page={page} />
      </div>
      <ul aria-label="What the estimate leaves out" className="mt-3 max-w-prose space-y-1 text-table text-subtle">
        {NOT_IN_THE_ESTIMATE.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Section>
  );
}

/** What somebody must act on: checks that cannot keep their pace, and keys that nobody asks about. */
function Warnings({ page: { regions, notHosted, intervalMinutes } }: { page: SettingsPage }) {
  const late = regions.filter(({ estimate: { loads } }) =>
    [loads.describe, loads.crypto].some(({ ofBudget }) => ofBudget !== null && ofBudget > 1),
  );
  return (
    <>
      {late.map(({ code, name }) => (
        <p key={code} className="mt-3 max-w-prose text-warning-text">
          {name} needs more calls than our budget allows: checks there come later than every {intervalMinutes} min.
          Whoever runs Keydesk must lengthen CHECK_INTERVAL_MINUTES.
        </p>
      ))}
      {notHosted.map(({ code, liveKeys }) => (
        <p key={code} className="mt-3 max-w-prose text-warning-text">
          {countWords(liveKeys)} live {liveKeys === 1 ? 'key is' : 'keys are'} in {code}, which is not configured:
          nothing is asked about {liveKeys === 1 ? 'it' : 'them'}. Whoever runs Keydesk must add the region to
          HOSTING_REGIONS.
        </p>
      ))}
    </>
  );
}
