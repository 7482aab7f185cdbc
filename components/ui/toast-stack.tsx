'use client';

import { Toast } from '@base-ui/react/toast';
import { useLayoutEffect, useRef } from 'react';

import { IconButton } from './icon-button.tsx';
import { SAID_AT_ONCE, SAID_FOR_MS, type Said } from './said.ts';

/** The toasts of Announcer, in their own file because they load on demand. Pointer and focus keep them; F6 focuses them. */
export function ToastStack({ said }: { said: readonly Said[] }) {
  return (
    <Toast.Provider limit={SAID_AT_ONCE} timeout={SAID_FOR_MS}>
      <Toast.Portal>
        {/* Not announced here: the Announcer's own region does that. */}
        <Toast.Viewport
          aria-live="off"
          aria-label="Messages"
          className="screen-only pointer-events-none fixed right-4 bottom-4 left-4 z-60 flex flex-col-reverse items-end gap-2"
        >
          <Toasts said={said} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts({ said }: { said: readonly Said[] }) {
  const { add, toasts } = Toast.useToastManager();
  const shown = useRef(0);
  useLayoutEffect(() => {
    for (const { id, words, stays } of said) {
      if (id <= shown.current) continue;
      shown.current = id;
      add({ title: words, ...(stays && { timeout: 0 }) });
    }
  }, [said, add]);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      role="group"
      aria-modal={undefined}
      swipeDirection={[]}
      // Escape closes this message only, not also the dialog below it.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      className="pointer-events-auto max-w-xl rounded-md border border-transparent bg-default text-page data-limited:hidden"
    >
      <Toast.Content className="flex items-start gap-2 py-1 pr-1 pl-3">
        <Toast.Title render={<p />} className="min-w-0 py-1 wrap-anywhere" />
        <Toast.Close
          aria-hidden={undefined}
          // A click must not move focus here: when the button disappears, focus would leave the dialog.
          onMouseDown={(event) => event.preventDefault()}
          render={<IconButton icon="close" label="Close message" />}
          className="focus-visible:-outline-offset-2 focus-visible:outline-page"
        />
      </Toast.Content>
    </Toast.Root>
  ));
}
