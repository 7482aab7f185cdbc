'use client';

import { useEffect, useState } from 'react';
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

/** Opens the dialog each time anew. From the first opening on, it listens instead of `FindAnything`. */
export function FindStage<Checked, Problem extends string>({
  heard,
  ...props
}: FindProps<Checked, Problem> & { heard: readonly Heard[] }) {
  const [opened, setOpened] = useState(() => ({ times: 1, ...openingOf(heard) }));
  const [open, setOpen] = useState(() => !isUnderDialog());
  useEffect(
    () =>
      listenForFind((one) => {
        if (!opensFind(one.event)) return;
        // Over its own dialog, the field has its own keys.
        if (isUnderDialog()) return;
        one.event.preventDefault();
        const opening = openingOf([one]);
        setOpened(({ times }) => ({ times: times + 1, ...opening }));
        setOpen(true);
      }),
    [],
  );
  return (
    <FindDialog
      {...props}
      key={opened.times}
      open={open}
      typed={opened.typed}
      entered={opened.entered}
      onClose={() => setOpen(false)}
      returnFocusTo={opened.from}
    />
  );
}
