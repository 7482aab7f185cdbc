'use client';

import { useEffect, useRef, useState } from 'react';
import { buttonClass } from './button-class.ts';
import { startLive, useLiveState } from './live-changes.ts';
import { notLiveWords, SIGNED_OUT_WORDS } from './live-words.ts';

/** A break that is shorter than this is not worth a word. */
const SAID_AFTER_MS = 3_000;

/**
 * Keeps the signed-in pages live, says when they are not, and covers them when the session has ended. In the frame, once.
 * @param staffId whose pages these are
 * @param now the server's clock
 */
export function Live({ staffId, now }: { staffId: string; now: string }) {
  const startedAt = useRef(now);
  useEffect(() => startLive(staffId, startedAt.current), [staffId]);
  const { notLiveSinceMs, signedOut } = useLiveState();
  return (
    <>
      {notLiveSinceMs !== null && signedOut === null && <NotLive key={notLiveSinceMs} sinceMs={notLiveSinceMs} />}
      {signedOut !== null && <SignedOut reason={signedOut.words} />}
    </>
  );
}

function NotLive({ sinceMs }: { sinceMs: number }) {
  const [said, say] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => say(true), SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    said && (
      <p role="status" className="mb-3 text-table text-warning-text">
        {notLiveWords(sinceMs)}
      </p>
    )
  );
}

/**
 * Covers and hides the page until somebody signs in again. The page stays as it is underneath, so nothing typed is lost.
 */
function SignedOut({ reason }: { reason: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { title, activeElement } = document;
    document.title = `${SIGNED_OUT_WORDS.title} · Keydesk`;
    document.documentElement.setAttribute('data-covered', '');
    dialog.current?.showModal();
    return () => {
      document.title = title;
      document.documentElement.removeAttribute('data-covered');
      // The field in which somebody was typing. The browser itself can't focus it while the page is hidden.
      if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
    };
  }, []);
  const [path] = useState(() => `${location.pathname}${location.search}`);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="signed-out-title"
      className="signed-out m-auto w-[min(32rem,calc(100vw-2rem))] rounded-md border border-line-strong bg-page px-5 py-4 text-default"
      onCancel={(event) => event.preventDefault()}
      // A browser closes a dialog at the second Escape, whatever the page wants.
      onClose={({ currentTarget }) => currentTarget.isConnected && currentTarget.showModal()}
    >
      <h2 id="signed-out-title" className="text-base font-semibold">
        {SIGNED_OUT_WORDS.title}
      </h2>
      <p className="mt-2 max-w-prose">{reason}</p>
      <p className="mt-1 mb-4 max-w-prose text-subtle">{SIGNED_OUT_WORDS.whatNow}</p>
      <a
        href={`/sign-in?callbackUrl=${encodeURIComponent(path)}`}
        target="_blank"
        rel="noopener"
        className={buttonClass('primary', 'medium')}
      >
        {SIGNED_OUT_WORDS.signIn}
        <span className="sr-only"> ({SIGNED_OUT_WORDS.inNewTab})</span>
      </a>
    </dialog>
  );
}
