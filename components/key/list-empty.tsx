import { LinkButton } from '#components/ui/link-button.tsx';
import { EmptyTable } from '#components/ui/table.tsx';
import { LIST_PATH, type ListName } from '#lib/core/pages/list-names.ts';
import { emptyWords } from '#lib/core/pages/list-words.ts';

/** Parameters of a list's URL that leave no row out. */
const NO_FILTERS: readonly string[] = ['q', 'sort', 'columns', 'after', 'before'];

/** Stands in a filtered list without rows: what was asked for, what can be, and the way back to all rows. */
export function ListEmpty({ list, query, more }: { list: ListName; query: string; more: boolean }) {
  const parameters = new URLSearchParams(query);
  const besides = [...parameters.keys()].some((name) => !NO_FILTERS.includes(name));
  return (
    <EmptyTable action={<LinkButton href={LIST_PATH[list]}>Show all {list}</LinkButton>}>
      {emptyWords(list, { search: parameters.get('q'), besides, more })}
    </EmptyTable>
  );
}
