import { KeyHints } from '#components/ui/kbd.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import type { KeyListPage } from '#lib/core/pages/key-list-page.ts';
import { LIST_PATH, type ListName } from '#lib/core/pages/list-names.ts';
import { MORE_WORDS, shownOf, STOPPED_WORDS } from '#lib/core/pages/list-words.ts';

/** Stands over the rows of a search that are not all it found, because nobody reads to the end of a list to learn that. */
export const MoreNote = () => (
  <p role="status" className="mb-2 max-w-prose text-table text-warning-text">
    {MORE_WORDS}
  </p>
);

/** The end of a list: how many rows match, the pages before and after, and the keyboard shortcuts. */
export function ListFoot({
  list,
  query,
  page,
  opens,
}: {
  list: ListName;
  query: string;
  page: Pick<KeyListPage, 'before' | 'after' | 'count' | 'stopped' | 'more'> & { items: readonly unknown[] };
  /** What Enter does. */
  opens: string;
}) {
  const step = (name: 'after' | 'before', cursor: string | null): string | undefined => {
    if (cursor === null) return undefined;
    const parameters = new URLSearchParams(query);
    parameters.delete('after');
    parameters.delete('before');
    parameters.set(name, cursor);
    return `${LIST_PATH[list]}?${parameters.toString()}`;
  };
  return (
    <>
      {page.stopped && (
        <p role="status" className="mt-3 max-w-prose text-warning-text">
          {STOPPED_WORDS}
        </p>
      )}
      {page.more && page.items.length > 0 && <p className="mt-3 max-w-prose text-warning-text">{MORE_WORDS}</p>}
      <Pagination
        newer="Previous"
        older="Next"
        newerHref={step('before', page.before)}
        olderHref={step('after', page.after)}
      >
        {page.count !== null && shownOf(page.items.length, page.count)}
      </Pagination>
      <p className="screen-only mt-3">
        <KeyHints
          hints={[
            [['j', 'k'], 'move'],
            [['Enter'], opens],
            [['/'], 'search'],
            [['c'], 'copy the ARN'],
          ]}
        />
      </p>
    </>
  );
}
