import { SearchField } from '#components/ui/field.tsx';
import { LONGEST_SEARCH } from '#lib/core/verdict/key-filter.ts';

/** The box on top of Home: it searches the list of keys, and has the focus when the page opens. */
export function FindBox() {
  return (
    <form action="/keys" role="search" className="screen-only mb-4">
      <SearchField
        name="q"
        label="Search keys"
        placeholder="Customer, ARN, account, or key ID"
        maxLength={LONGEST_SEARCH}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever opens Home has a name or an ARN from a ticket
        autoFocus
        className="md:w-144"
      />
    </form>
  );
}
