import { Icon } from '#components/ui/icon.tsx';
import { OPENER_WORDS } from '#lib/core/find/opener-words.ts';

/**
 * The field on top of Home. Typing or pasting into it opens "Find anything" with that text, and so does a click.
 * `FindAnything` listens to it: it needs no code of its own.
 */
export function FindBox() {
  return (
    <div className="relative mb-4 max-w-prose">
      <Icon name="search" className="pointer-events-none absolute top-3 left-3 text-subtle" />
      <input
        data-find=""
        type="text"
        aria-label={OPENER_WORDS.title}
        placeholder={OPENER_WORDS.placeholder}
        autoComplete="off"
        spellCheck={false}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- Home is opened to look for something
        autoFocus
        className="block h-10 w-full rounded-md border border-line-strong bg-raised pr-3 pl-9 text-default md:pr-16 placeholder:text-subtle hover:border-subtle"
      />
      <FindShortcut className="absolute top-2.5 right-3 max-md:hidden" />
    </div>
  );
}

/** The entry of the rail: it opens "Find anything" and names its shortcut. */
export function FindButton() {
  return (
    <button
      type="button"
      data-find=""
      className="inline-flex h-8 items-center gap-2 rounded-md border border-line-strong/50 bg-raised px-2.5 text-subtle hover:bg-hover max-md:ml-auto max-md:h-9 max-md:border-transparent max-md:bg-transparent md:mb-3"
    >
      <Icon name="search" />
      {OPENER_WORDS.button}
      <FindShortcut className="ml-auto max-md:hidden" />
    </button>
  );
}

const FindShortcut = ({ className }: { className: string }) => (
  <kbd
    aria-hidden="true"
    className={`rounded-sm border border-line bg-sunken px-1 text-small text-subtle ${className}`}
  >
    {OPENER_WORDS.shortcut}
  </kbd>
);
