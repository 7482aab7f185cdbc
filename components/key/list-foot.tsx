import { KeyHints } from '#components/ui/kbd.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import type { ListCount } from '#lib/core/pages/key-list-page.ts';
import { shownOf } from '#lib/core/pages/list-words.ts';

/** The end of a list: how many rows match, the pages before and after, and the keyboard shortcuts. */
export function ListFoot({
  path,
  query,
  page,
  stopped,
  opens,
}: {
  path: '/keys' | '/customers';
  query: string;
  page: { before: string | null; after: string | null; count: ListCount | null; items: readonly unknown[] };
  /** The list stopped looking for more rows: "Next" goes on. */
  stopped: boolean;
  /** What Enter does. */
  opens: string;
}) {
  const step = (name: 'after' | 'before', cursor: string | null): string | undefined => {
    if (cursor === null) return undefined;
    const parameters = new URLSearchParams(query);
    parameters.delete('after');
    parameters.delete('before');
    parameters.set(name, cursor);
    return `${path}?${parameters.toString()}`;
  };
  return (
    <>
      {stopped && (
        <p role="status" className="mt-3 max-w-prose text-warning-text">
          Keydesk stopped looking: too many keys match only some of these filters. Narrow the filter, or go on with “Go
          on”.
        </p>
      )}
      <Pagination
        newer="Previous"
        older={stopped ? 'Go on' : 'Next'}
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
