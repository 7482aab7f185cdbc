import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import {
  COUNT_AGE_WORDS,
  countsInWords,
  NEVER_REPORTED_HINT,
  NOTHING_REPORTED_WORDS,
  NOT_IN_REPORT,
  OTHER_KEY_OF_OLD_WORDS,
  OTHER_KEY_WORDS,
  RUN_WORD,
  usedWrongKey,
} from '#lib/core/service/dependents-words.ts';
import { countAge, type LastRun } from '#lib/core/service/dependents.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What depends on the key, as another system last reported it, and how old that is. What it left out stays unknown (H19). */
export function DependentsList({ page }: { page: ProvenKeyPage }) {
  const { dependents, now } = page;
  if (dependents === null) return <p className="max-w-prose text-subtle">{NOTHING_REPORTED_WORDS}</p>;
  const { some, none, neverReported } = countsInWords(dependents);
  const age = countAge(dependents.asOf, now);
  const { oldestAt, nextRunAt, lastRestore } = dependents;
  return (
    <>
      <p className="max-w-prose text-subtle">
        Reported <PastInstant at={dependents.receivedAt} now={now} /> by {dependents.reportedBy}, counted at{' '}
        {instantWords(dependents.asOf)}.
      </p>
      {age !== 'current' && (
        <p className={clsx('mt-1 max-w-prose font-medium', toneText.warning)}>{COUNT_AGE_WORDS[age]}</p>
      )}
      <div className="mt-2">
        <Properties>
          {some.map(({ label, count }) => (
            <Property key={label} label={label}>
              {count}
            </Property>
          ))}
          {none.length > 0 && <Property label="None">{none.join(', ')}</Property>}
          {neverReported.length > 0 && (
            <Property label="Never reported" unknown hint={NEVER_REPORTED_HINT}>
              {neverReported.join(', ')}
            </Property>
          )}
          <Property label="Oldest" unknown={oldestAt === null}>
            {oldestAt === null ? NOT_IN_REPORT : <PastInstant at={oldestAt} now={now} />}
          </Property>
          <Property label="Next run" unknown={nextRunAt === null}>
            {nextRunAt === null ? NOT_IN_REPORT : <Instant at={nextRunAt} now={now} />}
          </Property>
          <LastBackup page={page} backup={dependents.lastBackup} />
          <Property label="Last restore" unknown={lastRestore === null}>
            {lastRestore === null ? NOT_IN_REPORT : <Run run={lastRestore} now={now} />}
          </Property>
        </Properties>
      </div>
    </>
  );
}

const Run = ({ run: { at, result }, now }: { run: LastRun; now: Date }): ReactNode => (
  <>
    <span className={result === 'failed' ? clsx('font-medium', toneText.warning) : undefined}>{RUN_WORD[result]}</span>{' '}
    <PastInstant at={at} now={now} />
  </>
);

/** The last real backup. One that used another key than new backups should needs us. */
function LastBackup({ page, backup }: { page: ProvenKeyPage; backup: (LastRun & { arn: string }) | null }) {
  if (backup === null)
    return (
      <Property label="Last real backup" unknown>
        {NOT_IN_REPORT}
      </Property>
    );
  const wrong = usedWrongKey(page.role, page.arn, { lastBackup: backup });
  return (
    <Property label="Last real backup">
      <Run run={backup} now={page.now} />
      {backup.arn !== page.arn && (
        <div className="mt-1">
          <p className={clsx('max-w-prose', wrong ? clsx('font-medium', toneText.danger) : 'text-subtle')}>
            {wrong ? OTHER_KEY_WORDS : OTHER_KEY_OF_OLD_WORDS}
          </p>
          <Identifier value={backup.arn} whole what="ARN of the key that was used" />
        </div>
      )}
    </Property>
  );
}
