'use client';

import { useEffect } from 'react';

/** What may have an open tip: see `app/tips.css`. */
const HOSTS = ':is(.tip-host, time, [data-whole]):hover, :is(.tip-host, time, tr):focus-within, :focus-within time';
/** The menus of a list: `components/ui/filter-menu.tsx`. */
const MENUS = 'details[name="filter-menu"][open]';

/** Escape closes an open tooltip without moving pointer or focus (WCAG 1.4.13). */
function dismissTips(): void {
  for (const host of document.querySelectorAll<HTMLElement>(HOSTS)) {
    host.dataset['dismissed'] = '';
    const restore = () => delete host.dataset['dismissed'];
    host.addEventListener('pointerleave', restore, { once: true });
    host.addEventListener('focusout', restore, { once: true });
  }
}

/** Escape, a press outside and a choice close an open menu. Focus that was in it goes to its button. */
function closeMenus({ type, target }: Event): void {
  // A dialog may have been opened from the menu, and gives its focus back to it.
  if (document.querySelector('[role$="dialog"][data-open]') !== null) return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(MENUS)) {
    const inside = target instanceof Element && menu.contains(target);
    if (type === 'pointerdown' && inside) continue;
    if (type === 'click' && !(inside && target.closest('a'))) continue;
    if (type !== 'pointerdown' && menu.contains(document.activeElement)) menu.querySelector('summary')?.focus();
    menu.open = false;
  }
}

/** The time of the reader's own zone beside the one in UTC, in the tip that opens. `app/tips.css` shows it. */
function addLocalTimes({ target }: Event): void {
  if (!(target instanceof Element)) return;
  const times = target.closest('time')
    ? [target.closest('time')]
    : target.closest('tr, a, button')?.querySelectorAll('time');
  for (const time of times ?? []) {
    const tip = time?.querySelector('span');
    if (time && tip) tip.dataset['local'] = localWords(new Date(time.dateTime));
  }
}

const localTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const { timeZone } = localTime.resolvedOptions();

/** "14 Mar, 10:12 Europe/Berlin"; nothing where the reader's zone is UTC. */
const localWords = (at: Date): string => (timeZone === 'UTC' ? '' : `${localTime.format(at)} ${timeZone}`);

/** What every page does with tips and menus. Used once, in the root layout. */
export function Dismissal() {
  useEffect(() => {
    const ended = new AbortController();
    const listen = (type: string, listener: (event: Event) => void): void =>
      document.addEventListener(type, listener, ended);
    listen('keydown', (event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== 'Escape') return;
      dismissTips();
      closeMenus(event);
    });
    listen('pointerdown', closeMenus);
    listen('click', closeMenus);
    listen('pointerover', addLocalTimes);
    listen('focusin', addLocalTimes);
    return () => ended.abort();
  }, []);
  return null;
}
