'use client';

import { useEffect, useState } from 'react';
import type { DeskToolKeys } from './desk-tool-keys.tsx';
import type { PreferenceActions } from './preference-actions.ts';

/** The shortcuts of every page and the tools at the foot of the rail. Fetched once the page is there: it works without. */
export function DeskTools({ actions }: { actions: PreferenceActions }) {
  const [Tools, setTools] = useState<typeof DeskToolKeys | null>(null);
  useEffect(() => {
    import('./desk-tool-keys.tsx').then(
      (fetched) => setTools(() => fetched.DeskToolKeys),
      () => {},
    );
  }, []);
  // As high as the buttons, so that nothing moves.
  return <div className="min-h-14">{Tools !== null && <Tools actions={actions} />}</div>;
}
