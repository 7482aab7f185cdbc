'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useEffectEvent, useState } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '#components/ui/button.tsx';
import { NO_ANSWER_MS } from '#components/ui/no-answer.ts';
import { NO_PAGE_WORDS } from '#lib/core/staff/desk-tools.ts';

/** Where somebody wants to go, and the page on which they wait; null while they want to stay. */
type Leaving = { to: string; from: string } | null;

const withoutHash = (address: string): string => new URL(address, location.href).href.replace(/#.*$/, '');

/**
 * Says that a page to which somebody went does not come: the router itself waits for as long as the server does. "Try
 * again" loads the page anew, so that the browser shows that it waits and can be stopped.
 */
export function NoAnswerNotice() {
  const shown = `${usePathname()}?${useSearchParams().toString()}`;
  const [leaving, setLeaving] = useState<Leaving>(null);
  const [late, setLate] = useState<Leaving>(null);

  const leave = useEffectEvent((event: Event): void => {
    const to = event instanceof CustomEvent && typeof event.detail === 'string' ? event.detail : null;
    const stays = to === null || withoutHash(to) === withoutHash(location.href);
    setLeaving(stays ? null : { to, from: shown });
  });
  useEffect(() => {
    // Later: what is set now would belong to the router's own update, which waits for the page.
    const soon = (event: Event): void => void setTimeout(leave, 0, event);
    document.addEventListener('keydesk:leaving', soon);
    return () => document.removeEventListener('keydesk:leaving', soon);
  }, []);
  useEffect(() => {
    if (leaving === null) return;
    const timer = setTimeout(() => setLate(leaving), NO_ANSWER_MS);
    return () => {
      clearTimeout(timer);
      setLate(null);
    };
  }, [leaving]);

  // Another page has come: nobody waits any more.
  if (late === null || late.from !== shown) return null;
  return createPortal(
    <div
      role="alert"
      className="screen-only fixed right-4 bottom-4 left-4 z-60 ml-auto max-w-xl rounded-md border border-line-strong bg-page px-4 py-3"
    >
      <p className="mb-2 font-medium">{NO_PAGE_WORDS.late}</p>
      <div className="flex gap-2">
        <Button kind="primary" size="small" onClick={() => location.assign(late.to)}>
          {NO_PAGE_WORDS.again}
        </Button>
        <Button kind="quiet" size="small" onClick={() => setLeaving(null)}>
          {NO_PAGE_WORDS.close}
        </Button>
      </div>
    </div>,
    document.body,
  );
}
