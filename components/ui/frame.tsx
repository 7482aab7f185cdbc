import Link from 'next/link';
import type { ReactNode } from 'react';

import { buttonClass } from './button-class.ts';
import { Icon } from './icon.tsx';
import type { RailItem } from './rail-link.tsx';
import { RailList } from './rail-list.tsx';

const MENU_ID = 'rail-menu';

/** The signed-in page: skip link, rail on the left (a bar with a menu below 768 px), content. Used by the staff layout. */
export function Frame({
  items,
  counts,
  staffName,
  staffRole,
  handOver,
  tools,
  signOut,
  find,
  children,
}: {
  items: readonly RailItem[];
  /** Where the counts beside the items are read. */
  counts: string;
  staffName: string;
  staffRole: string;
  /** Where this person hands over their shift; null where their role has none. */
  handOver: RailItem | null;
  /** The person's own settings. */
  tools: ReactNode;
  /** The form that ends the session. */
  signOut: ReactNode;
  /** The control that opens the search. */
  find: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[200px_minmax(0,1fr)] print:block">
      <a
        href="#content"
        className="screen-only fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="screen-only flex border-line bg-sunken max-md:h-12 max-md:items-center max-md:justify-between max-md:border-b max-md:px-4 md:sticky md:top-0 md:h-dvh md:flex-col md:overflow-y-auto md:border-r md:px-3 md:py-4">
        <Link href="/" className="rounded-sm font-semibold tracking-tight md:mb-4 md:px-2.5">
          Keydesk
        </Link>
        {find}
        <button
          type="button"
          popoverTarget={MENU_ID}
          className="-mr-2 inline-flex h-9 items-center gap-2 rounded-md px-2 font-medium hover:bg-hover md:hidden"
        >
          <Icon name="menu" />
          Menu
        </button>
        {/* A popover below 768 px; above that, the class overrides the browser's `display: none` and it is always visible. */}
        <nav
          id={MENU_ID}
          popover="auto"
          aria-label="Main"
          className="rail-menu inset-x-0 top-12 m-0 w-full max-w-none border-line bg-sunken text-default max-md:fixed max-md:max-h-[calc(100dvh-3rem)] max-md:border-b max-md:p-3 md:static md:flex md:w-auto md:flex-1 md:flex-col md:overflow-visible md:border-0 md:bg-transparent md:p-0"
        >
          <RailList items={items} counts={counts} />
          <div className="mt-3 border-t border-line px-2.5 pt-3 text-table md:mt-auto">
            <p className="truncate font-medium">{staffName}</p>
            <p className="mb-2 truncate text-subtle">{staffRole}</p>
            {handOver !== null && (
              <Link
                href={handOver.href}
                prefetch={false}
                className={buttonClass('quiet', 'small', '-ml-2.5 flex w-fit')}
              >
                {handOver.label}
              </Link>
            )}
            {tools}
            {signOut}
          </div>
        </nav>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 px-4 py-5 outline-none md:px-5 md:py-6 min-[1100px]:px-8 print:p-0"
      >
        {children}
      </main>
    </div>
  );
}
