'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { Button } from '#components/ui/button.tsx';
import { watchMenusAndTimes } from '#components/ui/menus-and-times.ts';
import { singleKey } from '#components/ui/single-key.ts';
import { DESK_TOOL_WORDS, DESK_TOOLS, GO_TO, TOOL_NOT_OPENED, type DeskTool } from '#lib/core/staff/desk-tools.ts';
import { NoAnswerNotice } from './no-answer-notice.tsx';
import type { DeskToolSheet } from './desk-tool-sheet.tsx';
import type { PreferenceActions } from './preference-actions.ts';

/** After `g`, the key that says where to comes within this time. */
const GO_WITHIN_MS = 1_500;

/**
 * The shortcuts of every page, and the buttons at the foot of the rail. `g` and a letter lead to a page, `/` to the
 * page's search, `?` opens the list of shortcuts, and a section whose link has `data-key` is reached by that key. Menus
 * close, tips say the reader's time and a page that does not come is said as long as it is there.
 */
export function DeskToolKeys({ actions }: { actions: PreferenceActions }) {
  const router = useRouter();
  const opener = useRef<HTMLElement>(null);
  const [open, setOpen] = useState<DeskTool | null>(null);
  const [Sheet, setSheet] = useState<typeof DeskToolSheet | null>(null);

  const show = async (tool: DeskTool): Promise<void> => {
    // An open menu would lie over the dialog. Closing it gives the focus back to its button.
    document.querySelector<HTMLElement>('[popover]:popover-open')?.hidePopover();
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    try {
      const { DeskToolSheet } = await import('./desk-tool-sheet.tsx');
      setSheet(() => DeskToolSheet);
      setOpen(tool);
    } catch {
      announce(TOOL_NOT_OPENED);
    }
  };

  const goUntil = useRef(0);
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const key = singleKey(event);
    if (key === null || key === 'shift') return;
    const place = event.timeStamp < goUntil.current ? GO_TO[key as keyof typeof GO_TO] : undefined;
    goUntil.current = key === 'g' ? event.timeStamp + GO_WITHIN_MS : 0;
    const search = key === '/' ? document.querySelector<HTMLElement>('main [type="search"]') : null;
    const link = key.length === 1 ? document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) : null;
    if (place !== undefined) router.push(place.href);
    else if (key === '?') void show('shortcuts');
    else if (search !== null) search.focus();
    else if (link !== null) jump(link);
    else return;
    event.preventDefault();
  });
  useEffect(watchMenusAndTimes, []);
  useEffect(() => {
    // Before the keys of a table, whose `c` would also hear the one of `g c`.
    document.addEventListener('keydown', press, true);
    return () => document.removeEventListener('keydown', press, true);
  }, []);

  return (
    <div className="-ml-2.5 flex flex-col items-start">
      {DESK_TOOLS.map((tool) => (
        <Button
          key={tool}
          data-tool={tool}
          kind="quiet"
          size="small"
          aria-haspopup="dialog"
          onClick={() => void show(tool)}
        >
          {DESK_TOOL_WORDS[tool]}
        </Button>
      ))}
      <NoAnswerNotice />
      {Sheet !== null && <Sheet open={open} onClose={() => setOpen(null)} returnFocusTo={opener} actions={actions} />}
    </div>
  );
}

/** Follows the link of a section, and puts the focus on its heading. */
function jump(link: HTMLElement): void {
  link.click();
  const section = link instanceof HTMLAnchorElement ? document.getElementById(link.hash.slice(1)) : null;
  const heading = section?.querySelector<HTMLElement>('h2, h3') ?? section;
  if (heading === null || heading === undefined) return;
  heading.tabIndex = -1;
  heading.focus();
}
