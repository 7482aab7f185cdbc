import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';

import { type ButtonSize, buttonClass } from './button-class.ts';

/** A link that looks like a button: "Add a key". Inside a sentence use a plain link with class `link`. */
export function LinkButton({
  size = 'medium',
  icon,
  className,
  children,
  ...link
}: ComponentProps<typeof Link> & {
  size?: ButtonSize | undefined;
  icon?: ReactNode;
}) {
  return (
    <Link {...link} className={buttonClass('secondary', size, className)}>
      {icon}
      {children}
    </Link>
  );
}
