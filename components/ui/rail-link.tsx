'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

export type RailItem = { href: string; label: string };

/** One entry of the rail. It finds out by itself whether it is the current page, because a layout can't. */
export function RailLink({ href, label }: RailItem) {
  const path = usePathname();
  const current = path === href || (href !== '/' && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      onClick={({ currentTarget }) => {
        const menu = currentTarget.closest<HTMLElement>('[popover]');
        if (menu?.matches(':popover-open') === true) menu.hidePopover();
      }}
      className={clsx(
        'relative flex h-8 items-center rounded-md px-2.5 transition-colors max-md:h-10',
        current
          ? 'bg-hover font-semibold text-default before:absolute before:inset-y-1.5 before:left-0 before:border-l-2 before:border-accent'
          : 'text-subtle hover:bg-hover hover:text-default',
      )}
    >
      {label}
    </Link>
  );
}
