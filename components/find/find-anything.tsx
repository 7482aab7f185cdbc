'use client';

import { useEffect, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import type { FindProps } from './find-props.ts';
import type { FindHost } from './find-host.tsx';
import { listenForFind, opensFind, type Heard } from './opens-find.ts';

/**
 * Listens on all pages for what opens "Find anything", until it is opened first: then everything else is fetched. What is
 * typed and pasted meanwhile is kept for it. Every page loads this, so it is small.
 * @param failedWords are said where it can't be fetched
 */
export function FindAnything<Checked, Problem extends string>({
  failedWords,
  ...props
}: FindProps<Checked, Problem> & { failedWords: string }) {
  const [loaded, setLoaded] = useState<{ Host: typeof FindHost; heard: Heard[]; stop: () => void } | null>(null);
  useEffect(() => {
    let heard: Heard[] = [];
    const stop = listenForFind((one) => {
      const { ctrlKey, metaKey } = one.event as KeyboardEvent;
      if (heard.length === 0 && !opensFind(one.event)) return;
      // Later keys with Ctrl must reach the browser: it pastes.
      if (heard.length === 0 || !(ctrlKey || metaKey)) one.event.preventDefault();
      if (heard.push(one) > 1) return;
      import('./find-host.tsx').then(
        // It goes on listening until the other one does: a key between them would be lost.
        ({ FindHost: Host }) => setLoaded({ Host, heard, stop }),
        () => {
          heard = [];
          announce(failedWords);
        },
      );
    });
    return stop;
  }, [failedWords]);
  return loaded !== null && <loaded.Host {...props} heard={loaded.heard} stopFirst={loaded.stop} />;
}
