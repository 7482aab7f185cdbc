'use client';

import { useEffect, useRef, useState } from 'react';
import { FindDialog } from './find-dialog.tsx';
import type { FindProps } from './find-props.ts';
import { findControlOf, listenForFind, opensFind, type Heard } from './opens-find.ts';

/** Where it was opened, and with what. */
type Opening = { from: HTMLElement | null; typed: string; entered: boolean };

/** What was typed and pasted since it was opened. */
function openingOf(heard: readonly Heard[]): Opening {
  const [first] = heard;
  const control = first === undefined ? null : findControlOf(first.event);
  const from = control ?? (document.activeElement instanceof HTMLElement ? document.activeElement : null);
  let typed = '';
  let entered = false;
  for (const { event, pasted } of heard) {
    typed += pasted ?? '';
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey) continue;
    if (event.key.length === 1) typed += event.key;
    if (event.key === 'Backspace') typed = typed.slice(0, -1);
    entered ||= event.key === 'Enter';
  }
  return { from, typed, entered };
}

/** One dialog at a time: a question over the page is answered first. */
const isUnderDialog = (): boolean => document.querySelector('[role$="dialog"][data-open], dialog[open]') !== null;

/**
 * Opens the dialog each time anew. From the first opening on, it listens instead of `FindAnything`. What is typed until the
 * dialog's field has the focus is kept for it.
 * @param heard what opened it first, and what came after that until it is shown
 * @param stopFirst ends the listening of `FindAnything`
 */
export function FindHost<Checked, Problem extends string>({
  heard: heardFirst,
  stopFirst,
  ...props
}: FindProps<Checked, Problem> & { heard: Heard[]; stopFirst: () => void }) {
  /** What was heard since the dialog was opened; null once its field has the focus. */
  const heard = useRef<Heard[] | null>(isUnderDialog() ? null : heardFirst);
  const [opened, setOpened] = useState(() => ({ times: 1, ...openingOf(heardFirst) }));
  const [open, setOpen] = useState(() => !isUnderDialog());
  useEffect(() => {
    stopFirst();
    return listenForFind((one) => {
      const { ctrlKey, metaKey } = one.event as KeyboardEvent;
      if (heard.current !== null && one.event.type !== 'click') {
        if (!(ctrlKey || metaKey)) one.event.preventDefault();
        heard.current.push(one);
        return;
      }
      // Over its own dialog, the field has its own keys.
      if (!opensFind(one.event) || isUnderDialog()) return;
      one.event.preventDefault();
      heard.current = [one];
      const opening = openingOf(heard.current);
      setOpened(({ times }) => ({ times: times + 1, ...opening }));
      setOpen(true);
    });
  }, [stopFirst]);
  return (
    <FindDialog
      {...props}
      key={opened.times}
      open={open}
      typed={opened.typed}
      entered={opened.entered}
      typedSince={() => {
        const typed = heard.current === null ? null : openingOf(heard.current);
        heard.current = null;
        return typed;
      }}
      onClose={() => {
        heard.current = null;
        setOpen(false);
      }}
      returnFocusTo={opened.from}
    />
  );
}
