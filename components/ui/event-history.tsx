import type { ReactNode } from 'react';
import { Instant } from './instant.tsx';
import { Section } from './section.tsx';
import { Timeline, TimelineEvent } from './timeline.tsx';

type HistoryEvent = {
  id: string;
  at: Date;
  /** Who did it; null of what nobody did. */
  by: string | null;
  words: string;
  detail: ReactNode;
};

/** What happened in a piece of work, the newest first, as a section of its page. @param children stands below */
export const EventHistory = ({
  events,
  now,
  children,
}: {
  events: readonly HistoryEvent[];
  now: Date;
  children?: ReactNode;
}) => (
  <Section title="History" aside="Newest first">
    <Timeline label="History">
      {events.map(({ id, at, by, words, detail }) => (
        <TimelineEvent key={id} title={by === null ? words : `${words}, ${by}`} time={<Instant at={at} now={now} />}>
          {detail}
        </TimelineEvent>
      ))}
    </Timeline>
    {children}
  </Section>
);
