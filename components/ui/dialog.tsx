'use client';

import { type ReactNode, useCallback, useRef, useState } from 'react';

import { Button, type ButtonProps } from './button.tsx';
import type { DialogPopup } from './dialog-popup.tsx';
import { CloseDialog } from './form-context.ts';

// The popup is 22 kB and most visits never open one: it is fetched on hover or focus.
const fetchPopup = async () => (await import('./dialog-popup.tsx')).DialogPopup;

/** Fetches the popup early. If that fails, the click tries again and reports the error. */
const fetchAhead = () => {
  fetchPopup().catch(() => {});
};

/**
 * A button and the question it opens over the page: for an action that needs a second thought, never to show information.
 * Keeps focus inside, closes with Escape, returns focus, and keeps what was typed after closing.
 */
export function Dialog({
  trigger,
  title,
  description,
  mustAnswer = false,
  children,
}: {
  trigger: Pick<ButtonProps, 'kind' | 'size' | 'icon' | 'blockedReason' | 'aria-label'> & { label: string };
  title: string;
  /** Read out with the title when it opens. */
  description?: ReactNode;
  /** An alert dialog: a click outside does not close it. */
  mustAnswer?: boolean | undefined;
  children: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const [Popup, setPopup] = useState<typeof DialogPopup | null>(null);
  const [state, setState] = useState<'closed' | 'fetching' | 'open' | 'failed'>('closed');
  const close = useCallback(() => setState('closed'), []);

  const fetchAndOpen = async () => {
    setState('fetching');
    try {
      const fetched = await fetchPopup();
      setPopup(() => fetched);
      setState('open');
    } catch {
      setState('failed');
    }
  };

  const { label, ...rest } = trigger;
  return (
    <>
      <Button
        {...rest}
        ref={button}
        aria-haspopup="dialog"
        pending={state === 'fetching' && label}
        onPointerEnter={fetchAhead}
        onFocus={fetchAhead}
        onClick={() => (Popup === null ? void fetchAndOpen() : setState('open'))}
      >
        {label}
      </Button>
      {state === 'failed' && (
        <span role="alert" className="block basis-full text-table font-medium text-danger-text">
          “{title}” could not be opened because Keydesk did not answer. Nothing was changed. Try again, or reload the
          page.
        </span>
      )}
      {Popup !== null && (
        <Popup
          open={state === 'open'}
          onClose={close}
          title={title}
          description={description}
          mustAnswer={mustAnswer}
          returnFocusTo={button}
        >
          <CloseDialog value={close}>{children}</CloseDialog>
        </Popup>
      )}
    </>
  );
}
