import clsx from 'clsx';

import { CopyButton } from './copy-button.tsx';
import { shortenIdentifier } from './shorten-identifier.ts';

// As a page's title it takes the title's size; the face has one weight.
const TEXT = 'font-mono text-mono font-normal tracking-normal [h1_&]:text-[1.125rem] [h1_&]:leading-7';

/**
 * An ARN, an id, an account number, shortened in the middle: whole on hover, on focus, in print, in a selection and in the copy.
 * `what` names it for the copy button; leave it out in tables, where `c` copies the row's value. `whole` never shortens.
 */
export function Identifier({
  value,
  what,
  whole = false,
}: {
  value: string;
  what?: string | undefined;
  whole?: boolean | undefined;
}) {
  const { hiddenStart, head, hiddenMiddle, tail } = shortenIdentifier(value);
  const shortened = !whole && hiddenStart + hiddenMiddle !== '';
  return (
    <span className="tip-host identifier inline-flex max-w-full items-center gap-1">
      <span
        className={shortened ? clsx(TEXT, 'max-sm:wrap-anywhere sm:whitespace-nowrap') : clsx(TEXT, 'wrap-anywhere')}
      >
        {shortened ? (
          <>
            {hiddenStart !== '' && <Hidden part={hiddenStart} />}
            {head}
            {hiddenMiddle !== '' && <Hidden part={hiddenMiddle} />}
            {tail}
          </>
        ) : (
          value
        )}
      </span>
      {what !== undefined && <CopyButton value={value} what={what} />}
      {shortened && <span aria-hidden="true" className="tip font-mono" data-text={value} />}
    </span>
  );
}

function Hidden({ part }: { part: string }) {
  return (
    <span className="identifier-cut">
      <span className="identifier-hidden">{part}</span>
    </span>
  );
}
