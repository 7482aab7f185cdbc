'use client';

import { useEffect } from 'react';

/** Escape closes an open tooltip without moving pointer or focus (WCAG 1.4.13). Used once, in the root layout. */
export function TipDismissal() {
  useEffect(() => {
    const dismiss = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      for (const host of document.querySelectorAll<HTMLElement>('.tip-host:hover, .tip-host:focus-within')) {
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
