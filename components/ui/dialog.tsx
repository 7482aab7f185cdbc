'use client';

import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';

import { Button, type ButtonProps } from './button.tsx';
import { CloseDialog } from './form-context.ts';
import { IconButton } from './icon-button.tsx';

/**
 * A button and the question it opens, over the page: for an act that must be thought about, never to show information.
 * The browser's own dialog: it keeps focus inside, closes with Escape, returns focus; what was typed survives closing.
 */
export function Dialog({
  trigger,
  title,
  children,
}: {
  trigger: Pick<ButtonProps, 'kind' | 'size' | 'icon' | 'blockedReason'> & { label: string };
  title: string;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [opened, setOpened] = useState(0);
  const close = useCallback(() => dialog.current?.close(), []);

  useEffect(() => {
    const element = dialog.current;
    if (opened === 0 || !element || element.open) return;
    element.showModal();
    // The browser would choose the cross in the corner; the hand wants the first field, or else the way out.
    element
      .querySelector<HTMLElement>('[data-body] :is(input:not([type=hidden]), textarea, select, [data-cancel])')
      ?.focus();
  }, [opened]);

  const { label, ...button } = trigger;
  return (
    <>
      <Button {...button} aria-haspopup="dialog" onClick={() => setOpened((times) => times + 1)}>
        {label}
      </Button>
      {opened > 0 && (
        <dialog
          ref={dialog}
          aria-labelledby={titleId}
          className="m-auto max-h-[calc(100dvh-2rem)] overscroll-contain w-[min(32rem,calc(100vw-2rem))] rounded-md border border-line-strong bg-page p-0 text-start text-base whitespace-normal text-default"
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <h2 id={titleId} className="text-base font-semibold wrap-anywhere">
              {title}
            </h2>
            <IconButton icon="close" label="Close" onClick={close} className="-mt-1 -mr-2 text-subtle" />
          </div>
          <div data-body="" className="px-5 pt-2 pb-5">
            <CloseDialog value={close}>{children}</CloseDialog>
          </div>
        </dialog>
      )}
    </>
  );
}
