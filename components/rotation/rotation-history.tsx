import { useQuery } from '@tanstack/react-query';
import { Button } from '#components/ui/button.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { parseWithDates, readText } from '#components/ui/read-json.ts';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import type { MaterialSegment } from '#lib/core/rotation/observed-materials.ts';
import type { RotationEntry, RotationLedger } from '#lib/core/rotation/rotation-ledger.ts';
import { rotationScheduleWords } from '#lib/core/rotation/rotation-words.ts';
import { dayWords } from '#lib/core/text/time-words.ts';

/** The key materials on a time line, then the rotations in words, then what we can see of the schedule (H15). */
export function RotationHistory({ page }: { page: ProvenKeyPage }) {
  const { summary, materials, entries, olderEntries, schedule } = page.rotation;
  return (
    <>
      <MaterialLine materials={materials} seenUntil={page.lastDescribedAt ?? page.now} now={page.now} />
      <p className="max-w-prose">{summary}</p>
      <p className="mt-1 max-w-prose text-table text-subtle">{rotationScheduleWords(schedule, page.timeZone)}</p>
      {entries.length > 0 && (
        <div className="mt-3">
          <Entries label="Rotations" entries={entries} now={page.now} />
        </div>
      )}
      {olderEntries > 0 && (
        <Disclosure summaryClassName="cursor-pointer text-table text-subtle" summary={`${olderEntries} earlier`}>
          {() => <OlderEntries customerKeyId={page.id} entries={entries.length} older={olderEntries} now={page.now} />}
        </Disclosure>
      )}
    </>
  );
}

/** The older rotations, read now that somebody asks for them. */
function OlderEntries({
  customerKeyId,
  entries,
  older,
  now,
}: {
  customerKeyId: string;
  /** How many the page shows, and how many older ones there are. */
  entries: number;
  older: number;
  now: Date;
}) {
  const { data, isError, refetch } = useQuery({
    // A rotation that is new moves another one to the older ones.
    queryKey: ['rotations', customerKeyId, older],
    queryFn: async ({ signal }) =>
      parseWithDates(await readText(`/api/keys/${customerKeyId}/rotations`, signal)) as Pick<RotationLedger, 'entries'>,
  });
  if (data !== undefined)
    return (
      <div className="mt-2">
        <Entries label="Earlier rotations" entries={data.entries.slice(entries)} now={now} />
      </div>
    );
  if (!isError) return <p className="text-subtle">Reading</p>;
  return (
    <p role="alert" className="text-danger-text">
      Keydesk did not answer.{' '}
      <Button size="small" onClick={() => void refetch()}>
        Try again
      </Button>
    </p>
  );
}

function Entries({ label, entries, now }: { label: string; entries: readonly RotationEntry[]; now: Date }) {
  return (
    <Timeline label={label}>
      {entries.map((entry) => (
        <TimelineEvent
          key={`${entry.kind} ${entry.at.getTime()} ${entry.keyMaterialId ?? ''}`}
          title={entry.title}
          time={<Instant at={entry.at} now={now} />}
        >
          {entry.detail}
          {entry.customersWord !== null && <p className="mt-0.5 italic">{entry.customersWord}</p>}
        </TimelineEvent>
      ))}
    </Timeline>
  );
}

/**
 * Materials as segments of one line, with a tick where each was first seen. Filled: seen by our checks. Outlined: from
 * the customer's evidence. Blank: between two checks, where a rotation happened. The entries below say the same.
 */
function MaterialLine({
  materials,
  seenUntil,
  now,
}: {
  materials: readonly MaterialSegment[];
  seenUntil: Date;
  now: Date;
}) {
  const begins = materials[0]?.seenFrom.getTime();
  if (begins === undefined || begins >= now.getTime()) return null;
  const share = (ms: number): string => `${Math.min(100, Math.max(0, (100 * ms) / (now.getTime() - begins)))}%`;
  return (
    <div className="mb-2">
      <svg aria-hidden="true" width="100%" height="16" className="block overflow-visible">
        {materials.map(({ keyMaterialId, seenFrom, seenTo, source }) => {
          const [from, to] = [seenFrom.getTime(), (seenTo ?? seenUntil).getTime()];
          return (
            <g key={`${source} ${keyMaterialId ?? ''} ${from}`}>
              <rect
                x={share(from - begins)}
                y="5"
                width={share(to - from)}
                height="6"
                strokeDasharray="3 2"
                className={source === 'observed' ? 'fill-line-strong' : 'fill-none stroke-line-strong'}
              />
              <rect x={share(from - begins)} width="2" height="16" className="fill-default" />
            </g>
          );
        })}
      </svg>
      <div className="mt-0.5 flex justify-between text-small text-subtle">
        <span>{dayWords(new Date(begins))}</span>
        <span>today</span>
      </div>
    </div>
  );
}
