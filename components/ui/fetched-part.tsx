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
  /** Must be the same function at every render. With another one, another part takes the place of this one. */
  fetchPart: () => Promise<Module>;
  /** Classes of what is shown meanwhile: about as high as the part, so that nothing moves. */
  placeholder?: string | undefined;
  /** Shows the part. */
  children: (part: Module) => ReactNode;
}) {
  /** `part`: null where it could not be fetched. */
  const [fetched, setFetched] = useState<{ by: typeof fetchPart; part: Module | null } | null>(null);
  const load = useCallback((): void => {
    fetchPart().then(
      (part) => setFetched({ by: fetchPart, part }),
      () => setFetched({ by: fetchPart, part: null }),
    );
  }, [fetchPart]);
  useEffect(load, [load]);
  const tryAgain = (): void => {
    setFetched(null);
    load();
  };
  if (fetched?.by !== fetchPart) return <p className={clsx('text-subtle', placeholder)}>Loading</p>;
  if (fetched.part !== null) return children(fetched.part);
  return (
    <p role="alert" className="text-danger-text">
      Keydesk did not answer. If it was updated meanwhile, reload the page.{' '}
      <Button size="small" onClick={tryAgain}>
        Try again
      </Button>
    </p>
  );
}
