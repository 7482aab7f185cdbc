import './globals.css';

import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';

import { fontVariables } from '#app/fonts.ts';
import { Announcer } from '#components/ui/announcer.tsx';
import { TipDismissal } from '#components/ui/tip-dismissal.tsx';

export const metadata: Metadata = {
  title: { default: 'Keydesk', template: '%s · Keydesk' },
  description: 'The support desk for customer-managed keys',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** Html, fonts and the one live region. The signed-in frame belongs to the staff layout. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made at build time would carry no nonce, and its policy would block its scripts.
  await connection();
  return (
    <html lang="en" className={fontVariables}>
      <body>
        {children}
        <Announcer />
        <TipDismissal />
      </body>
    </html>
  );
}
