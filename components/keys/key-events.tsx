import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import type { Tone } from '#components/ui/tone.ts';
import { VERDICT_TONE } from '#components/verdict/verdict-tone.ts';
import { eventWords } from '#lib/core/cause-words.ts';
import type { KeyEvent } from '#lib/core/key-event.ts';
import type { ProvenKeyPage } from '#lib/core/key-page.ts';

const toneOf = (event: KeyEvent): Tone | undefined =>
  event.kind === 'verdict_changed' ? VERDICT_TONE[event.to.status] : undefined;

/** What happened to the key, latest first. Only changes: a check that found nothing new leaves no trace here. */
export function KeyEvents({ page }: { page: ProvenKeyPage }) {
  return (
    <Section title="Events" aside="Seen by our checks">
      {page.events.length === 0 ? (
        <EmptyState>Nothing has been seen yet. The first check fills this.</EmptyState>
      ) : (
        <Timeline label="Events">
          {page.events.map(({ id, at, event }) => {
            const { title, detail } = eventWords(event, page.timeZone);
            return (
              <TimelineEvent key={id} title={title} tone={toneOf(event)} time={<Instant at={at} now={page.now} />}>
                {detail}
              </TimelineEvent>
            );
          })}
        </Timeline>
      )}
    </Section>
  );
}
