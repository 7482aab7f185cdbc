import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import { VERDICT_TONE } from '#components/verdict/verdict-tone.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

/** What happened to the key, latest first. Only changes: a check that found nothing new leaves no trace here. */
export function KeyEvents({ page }: { page: ProvenKeyPage }) {
  return (
    <Section title="Events" aside="Seen by our checks">
      {page.events.length === 0 ? (
        <EmptyState>Nothing has been seen yet. The first check fills this.</EmptyState>
      ) : (
        <Timeline label="Events">
          {page.events.map(({ id, at, words, status }) => (
            <TimelineEvent
              key={id}
              title={words.title}
              tone={status === null ? undefined : VERDICT_TONE[status]}
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
