'use client';

import { useEffect, useRef, useState } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { OPENER_WORDS } from '#lib/core/find/opener-words.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { FindDialog } from './find-dialog.tsx';

/** How it was opened: from where, and how often, so that each time begins anew. */
type Opened = { times: number; from: HTMLElement | null; typed: string; entered: boolean };

const fetchDialog = () => import('./find-dialog.tsx');

/** Also on keyboards whose letters aren't Latin. */
const isK = ({ key, code }: KeyboardEvent): boolean => /^k$/i.test(key) || (code === 'KeyK' && key > '\u007F');

/**
 * Listens for Ctrl+K and ⌘K, and for every control with `data-find`, on all pages, and opens "Find anything". The dialog is
 * fetched at the first use; what is typed until then goes into a plain field.
 */
export function FindAnything<Checked, Problem extends string>(props: {
  staffId: string;
  role: StaffRole;
  check: FormAction<Checked, Problem>;
}) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [open, setOpen] = useState(false);
  const [Dialog, setDialog] = useState<typeof FindDialog | null>(null);
  const early = useRef({ typed: '', entered: false });

  useEffect(() => {
    const hear = (event: Event) => {
      const { target } = event;
      const box = target instanceof Element ? target.closest<HTMLElement>('[data-find]') : null;
      const key = event instanceof KeyboardEvent ? event : null;
      // The keys before K: the dialog may be there when K is pressed.
      if (key?.key === 'Control' || key?.key === 'Meta') fetchDialog().catch(() => {});
      const isShortcut = key !== null && (key.metaKey || key.ctrlKey) && !key.shiftKey && !key.altKey && isK(key);
      if (!isShortcut && (box === null || (key !== null && !(key.key === 'Enter' && box instanceof HTMLInputElement))))
        return;
      // A field would join the lines of a paste.
      const pasted = event instanceof ClipboardEvent ? (event.clipboardData?.getData('text/plain') ?? '') : null;
      if (isShortcut || pasted !== null) event.preventDefault();
      if (document.querySelector('[role$="dialog"][data-open], dialog[open]') !== null) return;
      const typed = pasted ?? (box instanceof HTMLInputElement ? box.value : '');
      if (box instanceof HTMLInputElement) box.value = '';
      const from = box ?? (document.activeElement instanceof HTMLElement ? document.activeElement : null);
      early.current = { typed, entered: false };
      setOpened((before) => ({ times: (before?.times ?? 0) + 1, from, typed, entered: false }));
      setOpen(true);
      fetchDialog().then(
        (part) => {
          setOpened((before) => before && { ...before, ...early.current });
          setDialog(() => part.FindDialog);
        },
        () => {
          setOpen(false);
          announce(OPENER_WORDS.notOpened);
        },
      );
    };
    const events = ['keydown', 'click', 'input', 'paste'];
    for (const name of events) document.addEventListener(name, hear);
    return () => {
      for (const name of events) document.removeEventListener(name, hear);
    };
  }, []);

  if (opened === null) return null;
  if (Dialog !== null)
    return (
      <Dialog
        {...props}
        key={opened.times}
        open={open}
        typed={opened.typed}
        entered={opened.entered}
        onClose={() => setOpen(false)}
        returnFocusTo={opened.from}
      />
    );
  return (
    open && (
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person asked for it
        autoFocus
        aria-label={OPENER_WORDS.title}
        defaultValue={opened.typed}
        className="fixed inset-x-0 top-[12vh] z-50 mx-auto h-12 w-[min(42rem,calc(100vw-2rem))] rounded-md border border-line-strong bg-page px-3"
        onInput={({ currentTarget }) => (early.current.typed = currentTarget.value)}
        onPaste={(event) => {
          event.preventDefault();
          early.current.typed = event.clipboardData.getData('text/plain');
          event.currentTarget.value = early.current.typed;
        }}
        onKeyDown={({ key }) => {
          if (key === 'Enter') early.current.entered = true;
          if (key === 'Escape') setOpen(false);
        }}
      />
    )
  );
}
