'use client';

import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog } from '@base-ui/react/dialog';
import { type ReactNode, type RefObject, useRef } from 'react';

import { IconButton } from './icon-button.tsx';

// The library would focus the close button; people need the first field, or else Cancel.
const FIRST = '[data-body] :is(input:not([type=hidden]), textarea, select, [data-cancel])';

/** The popup of Dialog, in its own file because it loads on demand. */
export function DialogPopup({
  open,
  onClose,
  title,
  description,
  mustAnswer,
  returnFocusTo,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  description: ReactNode;
  mustAnswer: boolean;
  returnFocusTo: RefObject<HTMLElement | null>;
  children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  const Root = mustAnswer ? AlertDialog.Root : Dialog.Root;
  return (
    <Root open={open} onOpenChange={(next) => !next && onClose()}>
      {/* Kept while closed, so that what was typed is still there when it opens again. */}
      <Dialog.Portal keepMounted>
        <Dialog.Backdrop className="scrim screen-only" />
        <Dialog.Popup
          ref={popup}
          initialFocus={() => popup.current?.querySelector<HTMLElement>(FIRST) ?? true}
          // The action may have removed the button from the page.
          finalFocus={() => returnFocusTo.current ?? document.getElementById('content')}
          className="screen-only fixed inset-0 z-50 m-auto h-fit max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-2rem))] overflow-y-auto overscroll-contain rounded-md border border-line-strong bg-page"
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <Dialog.Title className="text-base font-semibold wrap-anywhere">{title}</Dialog.Title>
            <IconButton icon="close" label="Close" onClick={onClose} className="-mt-1 -mr-2 text-subtle" />
          </div>
          <div data-body="" className="space-y-4 px-5 pt-2 pb-5">
            {description !== undefined && (
              <Dialog.Description render={<div />} className="max-w-prose text-subtle">
                {description}
              </Dialog.Description>
            )}
            {children}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Root>
  );
}
