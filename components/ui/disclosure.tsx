'use client';

import { useEffect, useRef, useState, type ReactNode } from 'react';

/**
 * Something that is closed at first: the native disclosure, whose content is made when it is first opened. It stays made,
 * so that what was typed in it is kept.
 */
export function Disclosure({
  id,
  summary,
  name,
  className,
  summaryClassName = 'cursor-pointer text-subtle',
  onOpen,
  children,
}: {
  id?: string | undefined;
  summary: ReactNode;
  /** Of those with one name, one is open at a time. */
  name?: string | undefined;
  className?: string | undefined;
  summaryClassName?: string | undefined;
  /** Called whenever it is opened. */
  onOpen?: (() => void) | undefined;
  /** Makes the content. */
  children: () => ReactNode;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const [wasOpened, setWasOpened] = useState(false);
  // It may have been opened before React took over the page, so the state comes from the element.
  useEffect(() => {
    if (details.current?.open === true) setWasOpened(true);
  }, []);
  return (
    <details
      ref={details}
      id={id}
      name={name}
      className={className}
      onToggle={({ currentTarget }) => {
        if (!currentTarget.open) return;
        setWasOpened(true);
        onOpen?.();
      }}
    >
      <summary className={summaryClassName}>{summary}</summary>
      {wasOpened && children()}
    </details>
  );
}
