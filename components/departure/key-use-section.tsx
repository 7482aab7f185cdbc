'use client';

import { useCallback, type ComponentProps } from 'react';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { readText } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { KeyUsePage } from '#lib/core/pages/key-use-page.ts';
import type { KeyUse } from './key-use.tsx';

/** What uses a key, and how it is released. Below the fold: its code and its data are read when the page is there. */
export function KeyUseSection(props: Omit<ComponentProps<typeof KeyUse>, 'initialText'>) {
  const { customerKeyId } = props;
  const fetchUse = useCallback(async () => {
    const [part, text] = await Promise.all([
      import('./key-use.tsx'),
      readText(`/api/keys/${customerKeyId}/use`, AbortSignal.timeout(30_000)),
    ]);
    return { KeyUse: part.KeyUse, text: text as PageText<KeyUsePage> };
  }, [customerKeyId]);
  return (
    <Section title="What uses this key">
      <FetchedPart fetchPart={fetchUse} placeholder="min-h-24">
        {({ KeyUse: Fetched, text }) => <Fetched {...props} initialText={text} />}
      </FetchedPart>
    </Section>
  );
}
