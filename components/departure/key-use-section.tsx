'use client';

import type { ComponentProps } from 'react';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { Section } from '#components/ui/section.tsx';
import type { KeyUse } from './key-use.tsx';

// Below the fold, and with forms: its code is fetched when the page is there.
const fetchUse = () => import('./key-use.tsx');

/** What uses a key, and how it is released. */
export const KeyUseSection = (props: ComponentProps<typeof KeyUse>) => (
  <Section title="What uses this key">
    <FetchedPart fetchPart={fetchUse} placeholder="min-h-24">
      {({ KeyUse: Fetched }) => <Fetched {...props} />}
    </FetchedPart>
  </Section>
);
