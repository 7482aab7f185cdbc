'use client';

import { useActionState, useEffect, useRef } from 'react';
import { announce } from '#components/ui/announcer.tsx';
import { attemptChange } from '#components/ui/attempt.ts';
import type { FormAction } from '#components/ui/form.tsx';
import { outcomeWords } from '#components/ui/outcome-words.ts';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { ActionState } from '#lib/core/form/action-state.ts';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';

/** While checks go on, the page is read this often: a check that changes nothing is not announced. */
const READ_EVERY_MS = 2_000;

/** The button that orders a check of all keys. What came of it is in `CheckAllLine`, for everybody who opens the page. */
export function CheckAllKeys<Problem extends string>({
  page,
  action,
  readAgain,
  blockedReason,
}: {
  page: CustomerPage;
  action: FormAction<{ keys: number }, Problem>;
  /** Reads the customer's page. */
  readAgain: () => Promise<void>;
  /** Why this person's role may not check; null where it may. */
  blockedReason: string | null;
}) {
  const { checkAll } = page;
  const running = checkAll?.running === true;
  const [state, send] = useActionState<ActionState<{ keys: number }, Problem>, FormData>(
    (before, form) => attemptChange(() => action(before, form)),
    { status: 'idle' },
  );
  // After a minute the scheduler does the rest, which may take long: the page then reads itself only after changes.
  const soon = running && Date.parse(page.now) - Date.parse(checkAll.at) < 60_000;
  useEffect(() => {
    if (!soon) return;
    const timer = setInterval(() => void readAgain(), READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [soon, readAgain]);
  // What was said of an order that has ended since is no longer so.
  const isOver = state.status === 'refused' && state.problem === 'running' && !running;
  const problem = outcomeWords(isOver ? { status: 'idle' } : state, {
    noAnswer: 'Keydesk did not answer. Look at the progress below before you try again.',
    failed: 'The keys were not checked.',
    done: () => '',
  });
  return (
    <form action={send}>
      <input type="hidden" name="customerId" value={page.id} />
      <SubmitButton pendingWords="Starting" blockedReason={blockedReason ?? undefined}>
        Check all keys
      </SubmitButton>
      {problem !== null && problem !== '' && (
        <p role="alert" className="mt-1 max-w-60 text-table text-danger-text">
          {problem}
        </p>
      )}
    </form>
  );
}

/** How far the last check of all keys is, also for whoever comes back to the page. */
export function CheckAllLine({ page: { checkAll } }: { page: CustomerPage }) {
  const running = checkAll?.running === true;
  const words = checkAll?.words ?? null;
  const wasRunning = useRef(running);
  useEffect(() => {
    if (wasRunning.current && !running && words !== null) announce(words);
    wasRunning.current = running;
  }, [running, words]);
  if (checkAll === null) return null;
  const { keys, checked, by } = checkAll;
  return (
    <div className="-mt-3 mb-6 max-w-prose">
      {running && (
        <progress
          max={keys}
          value={checked}
          aria-label="Keys checked"
          className="block h-2 w-full appearance-none overflow-hidden rounded-full border border-line-strong bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
      )}
      <p className="mt-1 text-subtle">
        {checkAll.words} Started by {by}.
      </p>
    </div>
  );
}
