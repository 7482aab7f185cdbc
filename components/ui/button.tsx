import { type ComponentProps, type ReactNode, useId } from 'react';

import { type ButtonKind, type ButtonSize, buttonClass } from './button-class.ts';

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  kind?: ButtonKind | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  /** The words while it runs ("Checking"); the button keeps its focus and ignores a second press. */
  pending?: string | false | undefined;
  /** Why the action is not allowed now. The button stays visible and shows the reason. */
  blockedReason?: string | undefined;
};

/**
 * An action, named by a verb. At most one primary button per page. For navigation use LinkButton.
 * Never hidden where a rule forbids the action: pass `blockedReason`.
 */
export function Button({ kind = 'secondary', size = 'medium', icon, pending, blockedReason, ...button }: ButtonProps) {
  const reasonId = useId();
  const { className, children, type = 'button', onClick, formAction, ...rest } = button;

  if (blockedReason !== undefined) {
    return (
      <span className="tip-host inline-flex flex-col items-start max-md:basis-full">
        {/* type="button" and no handler: a blocked submit must not submit. */}
        <button
          {...rest}
          type="button"
          aria-disabled="true"
          aria-describedby={reasonId}
          className={buttonClass(kind, size, className)}
        >
          {icon}
          {children}
        </button>
        <span id={reasonId} role="tooltip" className="tip tip-sentence tip-in-flow">
          {blockedReason}
        </span>
      </span>
    );
  }

  const running = typeof pending === 'string';
  return (
    <button
      {...rest}
      type={running ? 'button' : type}
      onClick={running ? undefined : onClick}
      formAction={running ? undefined : formAction}
      aria-disabled={running || undefined}
      aria-busy={running || undefined}
      className={buttonClass(kind, size, className)}
    >
      {running ? <span aria-hidden="true" className="size-1.5 animate-breathe rounded-full bg-current" /> : icon}
      {running ? pending : children}
    </button>
  );
}
