import './globals.css';

import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';

import { fontVariables } from '#app/fonts.ts';
import { Announcer } from '#components/ui/announcer.tsx';
import { TipDismissal } from '#components/ui/tip-dismissal.tsx';
import { browserPreferences } from '#lib/http/browser-preferences.ts';

export const metadata: Metadata = {
  title: { default: 'Keydesk', template: '%s · Keydesk' },
  description: 'The support desk for customer-managed keys',
  robots: { index: false, follow: false },
};

/** The color scheme is in the head, so that not even the empty page before the style sheet has the wrong color. */
export async function generateViewport(): Promise<Viewport> {
  const { theme } = await browserPreferences();
  return { width: 'device-width', initialScale: 1, colorScheme: theme === 'system' ? 'light dark' : theme };
}

/** Html, fonts and the one live region. The signed-in frame belongs to the staff layout. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made at build time would carry no nonce, and its policy would block its scripts.
  await connection();
  const { theme, density, shortcuts } = await browserPreferences();
  return (
    <html
      lang="en"
      className={fontVariables}
      data-theme={theme}
      data-density={density}
      data-shortcuts={shortcuts ? 'on' : 'off'}
    >
      <body>
        {children}
        <Announcer />
        <TipDismissal />
      </body>
    </html>
  );
}
