import clsx from 'clsx';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'medium' | 'small';

const KIND = {
  primary: 'border-transparent bg-accent text-on-accent not-aria-disabled:hover:bg-accent-strong',
  secondary: 'border-line-strong/50 bg-raised text-default not-aria-disabled:hover:bg-hover',
  quiet: 'border-transparent text-default not-aria-disabled:hover:bg-hover',
  danger: 'border-transparent bg-danger-solid text-on-danger not-aria-disabled:hover:bg-danger-text',
} as const satisfies Record<ButtonKind, string>;

const BLOCKED =
  'aria-disabled:cursor-default aria-disabled:not-aria-busy:cursor-not-allowed aria-disabled:not-aria-busy:border-line aria-disabled:not-aria-busy:bg-muted-surface aria-disabled:not-aria-busy:text-muted-text';

const SIZE = {
  medium: 'h-8 px-3 text-base',
  small: 'h-7 px-2 text-table',
} as const satisfies Record<ButtonSize, string>;

/** The look of a button, also for a link that looks like one. */
export const buttonClass = (kind: ButtonKind, size: ButtonSize, className?: string): string =>
  clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none print:hidden',
    KIND[kind],
    BLOCKED,
    SIZE[size],
    className,
  );
