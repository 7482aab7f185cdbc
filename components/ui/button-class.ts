import clsx from 'clsx';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'medium' | 'small';

/** The classes of a button in `app/button.css`, also for a link that looks like one. */
export const buttonClass = (kind: ButtonKind, size: ButtonSize, className?: string): string =>
  clsx('button', `button-${kind}`, `button-${size}`, className);
