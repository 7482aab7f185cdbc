'use client';

import { useEffect, useRef, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { NO_ANSWER_MS } from '#components/ui/no-answer.ts';
import { parseWithDates, readText } from '#components/ui/read-json.ts';
import type { KeyEventItem, KeyEventsPage } from '#lib/core/pages/key-events-page.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import type { EventGroup } from '#lib/core/verdict/event-groups.ts';
import { withNewer } from './newer-events.ts';

type Shown = { events: readonly KeyEventItem[]; after: string | null };
type Loaded = Shown & { group: EventGroup | null };

async function readEvents(customerKeyId: string, group: EventGroup | null, after: string | null): Promise<Shown> {
  const query = new URLSearchParams({ ...(group !== null && { group }), ...(after !== null && { after }) });
  const text = await readText(`/api/keys/${customerKeyId}/events?${query}`, AbortSignal.timeout(NO_ANSWER_MS));
  return parseWithDates(text) as KeyEventsPage;
}

/**
 * A key's history: first what the page has, then older events and single kinds as a person asks for them. New events of
 * the open page join whatever is shown.
 */
export function useKeyHistory(page: ProvenKeyPage) {
  const { id } = page;
  const onPage: Shown = { events: page.events, after: page.olderEvents };
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [group, setGroup] = useState<EventGroup | null>(null);
  const [state, setState] = useState<'idle' | 'reading' | 'failed'>('idle');
  const latestRequest = useRef(0);

  /** Only the latest request counts: a slow answer must not replace that of a later choice. */
  const read = async (of: EventGroup | null, after: string | null, use: (answer: Shown) => void): Promise<void> => {
    latestRequest.current += 1;
    const request = latestRequest.current;
    setState('reading');
    const answer = await readEvents(id, of, after).catch(() => null);
    if (request !== latestRequest.current) return;
    setState(answer === null ? 'failed' : 'idle');
    if (answer !== null) use(answer);
  };

  const ofChoice = loaded !== null && loaded.group === group ? loaded : null;
  const shown = group === null ? withNewer(onPage, ofChoice) : ofChoice;
  const narrow = (wished: EventGroup | null): void => {
    setGroup(wished);
    setLoaded(null);
    latestRequest.current += 1;
    if (wished === null) setState('idle');
    else void read(wished, null, (answer) => setLoaded({ ...answer, group: wished }));
  };
  const readOlder = (): void => {
    if (shown === null) return;
    void read(group, shown.after, ({ events, after }) => {
      setLoaded({ events: [...shown.events, ...events], after, group });
      announce(events.length === 1 ? '1 older event.' : `${events.length} older events.`);
    });
  };

  const newest = page.events[0]?.id;
  const seen = useRef(newest);
  useEffect(() => {
    if (seen.current === newest) return;
    seen.current = newest;
    if (group === null) return;
    void readEvents(id, group, null).then(
      (first) => setLoaded((before) => (before?.group === group ? { ...withNewer(first, before), group } : before)),
      () => undefined,
    );
  }, [newest, group, id]);

  return { group, shown, state, narrow, readOlder };
}
