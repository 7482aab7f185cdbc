import { type ReactNode, useId } from 'react';

/** A part of a page under its own heading, separated by a line, never by a card. */
export function Section({
  id,
  title,
  aside,
  children,
}: {
  title: ReactNode;
  /** Small, on the right of the heading: a count, an age, a quiet action. */
  aside?: ReactNode;
  /** Where a link to this part of the page leads. */
  id?: string | undefined;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section id={id} aria-labelledby={titleId} className="mt-8 scroll-mt-12 first:mt-0">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-line pb-1.5">
        <h2 id={titleId} className="font-semibold">
          {title}
        </h2>
        {aside !== undefined && <div className="text-table text-subtle">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
