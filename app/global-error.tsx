'use client';

import './globals.css';
import { PlainPage } from '#app/plain-page.tsx';

/** For the one case in which not even the frame of the page could be made. Plain, because nothing else is sure to work. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Keydesk</title>
      </head>
      <body>
        <PlainPage title="Keydesk cannot show this page" truth="If it stays so in a minute, tell whoever runs Keydesk.">
          {/* Not a Link: the router may be what failed. */}
          {/* oxlint-disable-next-line nextjs/no-html-link-for-pages */}
          <a className="link" href="/">
            Load Keydesk again
          </a>
        </PlainPage>
      </body>
    </html>
  );
}
