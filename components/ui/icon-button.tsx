import clsx from 'clsx';
import type { ComponentProps } from 'react';

import { Icon, type IconName } from './icon.tsx';

/**
 * A button without room for its word: close, menu. The word is its accessible name and its tooltip.
 * Not for the actions of a page: those have words.
 */
export function IconButton({
  icon,
  label,
  className,
  type = 'button',
  ...button
}: Omit<ComponentProps<'button'>, 'children' | 'aria-label' | 'disabled'> & { icon: IconName; label: string }) {
  return (
    <span className="tip-host inline-flex">
      <button
        {...button}
        type={type}
        aria-label={label}
        className={clsx(
          'inline-flex size-7 items-center justify-center rounded-md transition-colors hover:bg-current/10',
          className,
        )}
      >
        <Icon name={icon} />
      </button>
      <span aria-hidden="true" className="tip" data-text={label} />
    </span>
  );
}
