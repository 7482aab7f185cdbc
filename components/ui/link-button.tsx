import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';

import { type ButtonKind, type ButtonSize, buttonClass } from './button-class.ts';

/** A link that looks like a button: "Add a key". Inside a sentence use a plain link with class `link`. */
export function LinkButton({
  kind = 'secondary',
  size = 'medium',
  icon,
  className,
  children,
  ...link
}: ComponentProps<typeof Link> & {
  kind?: Exclude<ButtonKind, 'danger'> | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
}) {
  return (
    <Link {...link} className={buttonClass(kind, size, className)}>
      {icon}
      {children}
    </Link>
  );
}
