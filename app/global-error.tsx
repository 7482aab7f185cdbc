'use client';

import './globals.css';
import { PlainPage } from '#app/plain-page.tsx';

/** Shown when even the root layout fails. Plain, because nothing else can be relied on. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Keydesk</title>
      </head>
      <body>
        <PlainPage
          title="Keydesk can’t show this page"
          summary="Try again in a minute. If it still fails, tell whoever runs Keydesk."
        >
          {/* Not a Link: the router may be what failed. */}
          {/* oxlint-disable-next-line nextjs/no-html-link-for-pages */}
          <a className="link" href="/">
            Reload Keydesk
          </a>
        </PlainPage>
      </body>
    </html>
  );
}
