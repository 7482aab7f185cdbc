'use client';

import clsx from 'clsx';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

/** A part of a page whose code is fetched when the part is first shown. If that fails, it says so and can be tried again. */
export function FetchedPart<Module>({
  fetchPart,
  placeholder,
  children,
}: {
  /** Must be the same function at every render. */
  fetchPart: () => Promise<Module>;
  /** Classes of what is shown meanwhile: about as high as the part, so that nothing moves. */
  placeholder?: string | undefined;
  /** Shows the part. */
  children: (part: Module) => ReactNode;
}) {
  const [part, setPart] = useState<Module | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback((): void => {
    fetchPart().then(
      (fetched) => setPart(() => fetched),
      () => setFailed(true),
    );
  }, [fetchPart]);
  useEffect(load, [load]);
  const tryAgain = (): void => {
    setFailed(false);
    load();
  };
  if (part !== null) return children(part);
  if (!failed) return <p className={clsx('text-subtle', placeholder)}>Loading</p>;
  return (
    <p role="alert" className="text-danger-text">
      Keydesk did not answer. If it was updated meanwhile, reload the page.{' '}
      <Button size="small" onClick={tryAgain}>
        Try again
      </Button>
    </p>
  );
}
