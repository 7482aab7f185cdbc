'use client';

import { useEffect, useRef, useState } from 'react';

import { announce } from './announcer.tsx';
import { Button } from './button.tsx';
import type { ButtonKind, ButtonSize } from './button-class.ts';
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
  children,
  kind,
  size,
}: {
  value: string;
  /** What it is, in the words of the announcement: "key ARN". */
  what: string;
  children?: string | undefined;
  kind?: ButtonKind | undefined;
  size?: ButtonSize | undefined;
}) {
  const [outcome, setOutcome] = useState<'copied' | 'denied' | null>(null);
  const fallback = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (outcome === 'denied') fallback.current?.select();
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    const copied = await copyText(value);
    setOutcome(copied ? 'copied' : 'denied');
    announce(
      copied ? `Copied the ${what}.` : `The browser refused to copy. The ${what} is selected: press Ctrl+C or ⌘C.`,
    );
  };

  const icon = outcome === 'copied' ? 'check' : 'copy';
  return (
    <span className="inline-flex flex-col items-start gap-1 align-middle">
      {children === undefined ? (
        <IconButton
          icon={icon}
          label={`Copy the ${what}`}
          onClick={copy}
          className="-my-1 size-6 text-subtle hover:text-default"
        />
      ) : (
        <Button kind={kind} size={size} icon={<Icon name={icon} />} onClick={copy}>
          {children}
        </Button>
      )}
      {outcome === 'denied' && (
        <textarea
          ref={fallback}
          readOnly
          rows={value.includes('\n') ? 6 : 1}
          value={value}
          aria-label={`The ${what}, selected for copying`}
          onBlur={() => setOutcome(null)}
          className="w-80 max-w-full rounded-md border border-line-strong bg-raised px-2 py-1 font-mono text-mono text-default"
        />
      )}
    </span>
  );
}
