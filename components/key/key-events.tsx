import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import { STATUS_TONE } from '#components/verdict/verdict-tone.ts';
import { EVENT_GROUP_WORD } from '#lib/core/pages/key-events-page.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { EVENT_GROUPS } from '#lib/core/verdict/event-groups.ts';
import { useKeyHistory } from './use-key-history.ts';

/**
 * What happened to the key, newest first, all of it or one kind. Only changes: a check without a change adds nothing.
 */
export function KeyTimeline({ page }: { page: ProvenKeyPage }) {
  const { group, shown, state, narrow, readOlder } = useKeyHistory(page);
  return (
    <>
      <select
        aria-label="Kind of changes"
        value={group ?? ''}
        onChange={({ target }) => narrow(EVENT_GROUPS.find((one) => one === target.value) ?? null)}
        className="mb-3 h-7 rounded-md border border-line-strong bg-raised px-2 text-table"
      >
        <option value="">All changes</option>
        {EVENT_GROUPS.map((one) => (
          <option key={one} value={one}>
            {EVENT_GROUP_WORD[one]}
          </option>
        ))}
      </select>
      {shown !== null && shown.events.length === 0 && (
        <EmptyState>
          {group === null ? 'No changes yet. The first check adds them.' : 'No changes of this kind.'}
        </EmptyState>
      )}
      {shown !== null && shown.events.length > 0 && (
        <Timeline label="Timeline">
          {shown.events.map(({ id, at, words, status }) => (
            <TimelineEvent
              key={id}
              title={words.title}
              tone={status === null ? undefined : STATUS_TONE[status]}
              time={<Instant at={at} now={page.now} />}
            >
              {words.detail}
            </TimelineEvent>
          ))}
        </Timeline>
      )}
      {shown === null && state === 'reading' && <p className="text-subtle">Reading</p>}
      {shown !== null && shown.after !== null && (
        <Button size="small" onClick={readOlder} pending={state === 'reading' && 'Reading'}>
          Older changes
        </Button>
      )}
      {state === 'failed' && (
        <p role="alert" className="mt-1 text-danger-text">
          Keydesk did not answer.{' '}
          {shown === null && (
            <Button size="small" onClick={() => narrow(group)}>
              Try again
            </Button>
          )}
        </p>
      )}
    </>
  );
}
