'use client';

import { useEffect, useState } from 'react';
import type { RailCounts } from './rail-counts.ts';
import { RailLink, type RailItem } from './rail-link.tsx';

/** The entries of the rail. A count stands where something waits for a person; it is read after the page. */
export function RailList({ items, counts: address }: { items: readonly RailItem[]; counts: string }) {
  const [counts, setCounts] = useState<RailCounts>({});
  useEffect(() => {
    let leave: (() => void) | null | undefined;
    import('./rail-counts.ts').then(
      ({ watchCounts }) => {
        if (leave === undefined) leave = watchCounts(address, setCounts);
      },
      () => undefined,
    );
    return () => {
      leave?.();
      leave = null;
    };
  }, [address]);
  return (
    <ul className="space-y-0.5">
      {items.map((item) => {
        const { n, exact } = counts[item.href] ?? { n: 0, exact: true };
        return (
          <li key={item.href} className="relative">
            <RailLink {...item} />
            {n > 0 && (
              <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-small font-medium tabular-nums">
                {n}
                {!exact && '+'}
                <span className="sr-only"> waiting</span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
