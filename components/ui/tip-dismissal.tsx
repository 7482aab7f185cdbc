'use client';

import { useEffect } from 'react';

/** What may have an open tip: see `app/tips.css`. */
const HOSTS = ':is(.tip-host, time, [data-whole]):hover, :is(.tip-host, time, tr):focus-within, :focus-within time';

/** Escape closes an open tooltip without moving pointer or focus (WCAG 1.4.13). Used once, in the root layout. */
export function TipDismissal() {
  useEffect(() => {
    const dismiss = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      for (const host of document.querySelectorAll<HTMLElement>(HOSTS)) {
        host.dataset['dismissed'] = '';
        const restore = () => delete host.dataset['dismissed'];
        host.addEventListener('pointerleave', restore, { once: true });
        host.addEventListener('focusout', restore, { once: true });
      }
    };
    document.addEventListener('keydown', dismiss);
    return () => document.removeEventListener('keydown', dismiss);
  }, []);
  return null;
}
