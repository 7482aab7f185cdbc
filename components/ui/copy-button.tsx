'use client';

import { useEffect, useState } from 'react';

import { announce } from './announcer.tsx';
import { Button } from './button.tsx';
import { CopyFallback } from './copy-fallback.tsx';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

/**
 * Copies a whole value and says what was copied. `children` is the verb on the button ("Copy reply"); without it, an icon.
 * Where the clipboard is denied, the value appears selected, ready for the keyboard.
 */
export function CopyButton({
  value,
  what,
  blockedReason,
  children,
}: {
  value: string;
  /** What it is, in the words of the announcement: "key ARN". */
  what: string;
  /** Why a button with a verb may not copy it. */
  blockedReason?: string | undefined;
  children?: string | undefined;
}) {
  const [outcome, setOutcome] = useState<'copied' | 'denied' | null>(null);

  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    const copied = await copyText(value);
    setOutcome(copied ? 'copied' : 'denied');
    announce(
      copied ? `Copied the ${what}.` : `The browser blocked copying. The ${what} is selected: press Ctrl+C or ⌘C.`,
    );
  };

  const icon = outcome === 'copied' ? 'check' : 'copy';
  return (
    <span className="inline-flex flex-col items-start gap-1 align-middle">
      {children === undefined ? (
        <IconButton
          icon={icon}
          label={`Copy the ${what}`}
          onClick={() => void copy()}
          className="-my-1 size-6 text-subtle hover:text-default"
        />
      ) : (
        <Button icon={<Icon name={icon} />} onClick={() => void copy()} blockedReason={blockedReason}>
          {children}
        </Button>
      )}
      {outcome === 'denied' && (
        <CopyFallback value={value} what={what} onLeave={() => setOutcome(null)} className="w-80" />
      )}
    </span>
  );
}
