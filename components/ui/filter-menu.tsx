import Link from 'next/link';
import type { ReactNode } from 'react';
import { Disclosure } from './disclosure.tsx';

const SUMMARY =
  'flex h-7 cursor-pointer list-none items-center rounded-md border border-line-strong/50 bg-raised px-2 text-table font-medium transition-colors group-open:bg-hover hover:bg-hover hover:text-default [&::-webkit-details-marker]:hidden';

/** A menu of links: give it FilterMenuLinks or other list items. Native, so that it works before any script has loaded. */
export const FilterMenu = ({ label, children }: { label: string; children: ReactNode }) => (
  <details name="filter-menu" className="group relative">
    <summary className={SUMMARY}>
      <span className="max-w-60 truncate">{label}</span>
    </summary>
    <ul className="filter-list">{children}</ul>
  </details>
);

/** A panel with a form, made when it is opened. Styled in globals.css, as the menu is. */
export const FilterPanel = ({ label, children }: { label: string; children: () => ReactNode }) => (
  <Disclosure name="filter-menu" className="group relative" summary={label} summaryClassName={SUMMARY}>
    {() => <div className="filter-panel">{children()}</div>}
  </Disclosure>
);

/** One filter of the list. */
export function FilterMenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <li>
      <Link
        href={href}
        scroll={false}
        prefetch={false}
        className="block px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2"
      >
        {children}
      </Link>
    </li>
  );
}
