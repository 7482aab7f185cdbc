import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import { STATUS_TONE } from '#components/verdict/verdict-tone.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

/** What happened to the key, newest first. Only changes: a check without a change adds nothing. */
export function KeyTimeline({ page }: { page: ProvenKeyPage }) {
  return (
    <Section title="Timeline" aside="Changes, newest first">
      {page.events.length === 0 ? (
        <EmptyState>No changes yet. The first check adds them.</EmptyState>
      ) : (
        <Timeline label="Timeline">
          {page.events.map(({ id, at, words, status }) => (
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
    </Section>
  );
}
