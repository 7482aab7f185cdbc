import './globals.css';

import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
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

/** Html, fonts, theme and the one live region. The signed-in frame belongs to the staff layout. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const settings = await cookies();
  const theme = settings.get('theme')?.value;
  return (
    <html
      lang="en"
      className={fontVariables}
      data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}
      data-shortcuts={settings.get('shortcuts')?.value === 'off' ? 'off' : undefined}
    >
      <body>
        {children}
        <Announcer />
        <TipDismissal />
      </body>
    </html>
  );
}
