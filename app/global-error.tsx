'use client';

import './globals.css';

/** For the one case in which not even the frame of the page could be made. Plain, because nothing else is sure to work. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Keydesk</title>
      </head>
      <body>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-2 px-4 py-10">
          <h1 className="text-title font-semibold tracking-tight">Keydesk cannot show this page</h1>
          <p>
            Nothing was changed by looking at it. Load it again in a minute; if it stays, tell whoever runs Keydesk.
          </p>
          <a className="link" href="/">
            Load Keydesk again
          </a>
        </main>
      </body>
    </html>
  );
}
