'use client';

import clsx from 'clsx';
import { Check, ChevronLeft, ChevronRight, Copy, ExternalLink, Menu, Search, X } from 'lucide';
import { createElement } from 'react';

const DRAWINGS = {
  check: Check,
  'chevron-left': ChevronLeft,
  'chevron-right': ChevronRight,
  close: X,
  copy: Copy,
  external: ExternalLink,
  menu: Menu,
  search: Search,
} as const;

export type IconName = keyof typeof DRAWINGS;

/**
 * A 16 px line drawing next to a word; always hidden from screen readers. Not for a status, which has its own shape.
 * A client component, so that a page's stream is never cut inside a drawing: React would then hide the rest with an
 * inline style, which our content security policy refuses.
 */
export function Icon({
  name,
  small = false,
  className,
}: {
  name: IconName;
  /** 12 px. */
  small?: boolean | undefined;
  className?: string | undefined;
}) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.25"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={clsx('shrink-0', small ? 'size-3' : 'size-4', className)}
    >
      {DRAWINGS[name].map(([tag, attributes]) =>
        createElement(tag, { key: Object.values(attributes).join(), ...attributes }),
      )}
    </svg>
  );
}
