'use client';

import { useEffect, useEffectEvent, useState } from 'react';

import { announce } from './announcer.tsx';
import { CopyFallback } from './copy-fallback.tsx';
import { copyText } from './copy-text.ts';
import { singleKey } from './single-key.ts';

/** The links of the rows, in their order. Headings between rows have none. */
const linksOf = (tableId: string): HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`#${CSS.escape(tableId)} [data-row-link]`),
];

/**
 * The keyboard shortcuts of a table: j and k move between rows, Enter opens, `c` copies the value. One a page.
 * `/` and the rest are in components/staff/desk-tool-keys.tsx.
 * Renders nothing, unless the clipboard is denied: then it shows the value, selected.
 */
export function TableKeys({
  tableId,
  copies: { what, valueOf },
}: {
  tableId: string;
  /** What `c` copies of a row, counted from 0 without headings, and the name of it in the announcement. */
  copies: { what: string; valueOf: (row: number) => string | undefined };
}) {
  const [denied, setDenied] = useState<string | null>(null);

  const copy = useEffectEvent(async () => {
    const row = document.activeElement?.closest<HTMLTableRowElement>(`#${CSS.escape(tableId)} > tbody > tr`);
    const position = linksOf(tableId).findIndex((link) => row?.contains(link));
    const value = position < 0 ? undefined : valueOf(position);
    if (value === undefined) return;
    const copied = await copyText(value);
    if (!copied) setDenied(value);
    announce(
      copied ? `Copied the ${what}.` : `The browser blocked copying. The ${what} is selected: press Ctrl+C or ⌘C.`,
    );
  });

  useEffect(() => {
    const walk = (step: 1 | -1) => {
      const rows = linksOf(tableId);
      const at = rows.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
      rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]?.focus();
    };

    const press = (event: KeyboardEvent) => {
      const key = singleKey(event);
      if (key === 'j') walk(1);
      else if (key === 'k') walk(-1);
      else if (key === 'c') void copy();
      else return;
      event.preventDefault();
    };

    // The sheet of shortcuts says what `c` copies here.
    document.getElementById(tableId)?.setAttribute('data-copies', what);
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [tableId, what]);

  if (denied === null) return null;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-2 text-table text-warning-text">
      The browser blocked copying the {what}. It is selected: press Ctrl+C or ⌘C.
      <CopyFallback value={denied} what={what} onLeave={() => setDenied(null)} className="w-full" />
    </p>
  );
}
