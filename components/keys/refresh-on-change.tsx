'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { onLiveChange } from '#components/ui/live-changes.ts';

/** Renders a page of one key anew when that key, or the whole fleet, was checked by anyone. */
export function RefreshOnChange({ id }: { id: string }) {
  const router = useRouter();
  useEffect(
    () =>
      onLiveChange((changed) => {
        if (changed === id || changed === '*') router.refresh();
      }),
    [id, router],
  );
  return null;
}
