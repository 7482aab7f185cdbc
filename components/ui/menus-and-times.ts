/** The menus of a list: `components/ui/filter-menu.tsx`. */
const MENUS = 'details[name="filter-menu"][open]';

/** Escape, a press outside and a choice close an open menu. Focus that was in it goes to its button. */
function closeMenus(event: Event): void {
  const { type, target } = event;
  if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
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
  const own = target.closest('time');
  // The times of a focused row all open, and so does the one in a focused link or button.
  const around = target.closest('tr') ?? target.closest('a, button');
  for (const time of own === null ? (around?.querySelectorAll('time') ?? []) : [own]) {
    const tip = time.querySelector('span');
    if (tip !== null) tip.dataset['local'] = localWords(new Date(time.dateTime));
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

/**
 * Closes menus, and adds the reader's own time to tips, on every page.
 * @returns a function that ends both
 */
export function watchMenusAndTimes(): () => void {
  const ended = new AbortController();
  for (const type of ['keydown', 'pointerdown', 'click']) document.addEventListener(type, closeMenus, ended);
  for (const type of ['pointerover', 'focusin']) document.addEventListener(type, addLocalTimes, ended);
  return () => ended.abort();
}
