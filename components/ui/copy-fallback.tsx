'use client';

import clsx from 'clsx';
import { useEffect, useRef } from 'react';

/** A value that the browser did not copy: selected, ready to copy with the keyboard, removed when it loses focus. */
export function CopyFallback({
  value,
  what,
  onLeave,
  className,
}: {
  value: string;
  /** What it is: "key ARN". */
  what: string;
  onLeave: () => void;
  className?: string | undefined;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
    area.current?.select();
  }, []);
  return (
    <textarea
      ref={area}
      readOnly
      rows={value.includes('\n') ? 6 : 1}
      value={value}
      aria-label={`The ${what}, selected for copying`}
      onBlur={onLeave}
      className={clsx(
        'max-w-full rounded-md border border-line-strong bg-raised px-2 py-1 font-mono text-mono text-default',
        className,
      )}
    />
  );
}
