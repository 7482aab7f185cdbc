import { FilterMenu, FilterMenuLink } from '#components/ui/filter-menu.tsx';
import { FilterSentence, type AppliedFilter } from '#components/ui/filter-sentence.tsx';
import { AUDIT_ACTION_WORDS, AUDIT_ACTIONS } from '#lib/core/staff/audit.ts';
import { auditFilterParameters, type AuditFilter } from '#lib/core/staff/audit-filter.ts';

/** Filters the audit log by action, person, or target; all filters are in the URL. */
export function AuditFilters({
  filter,
  people,
}: {
  filter: AuditFilter;
  people: readonly { id: string; name: string }[];
}) {
  const href = (change: Partial<AuditFilter>): string => {
    const query = auditFilterParameters({ ...filter, ...change }).toString();
    return query === '' ? '/audit' : `/audit?${query}`;
  };
  const applied: AppliedFilter[] = [
    ...(filter.action === null
      ? []
      : [{ words: AUDIT_ACTION_WORDS[filter.action], removeHref: href({ action: null }) }]),
    ...(filter.staffId === null
      ? []
      : [
          {
            words: `by ${people.find(({ id }) => id === filter.staffId)?.name ?? 'an unknown person'}`,
            removeHref: href({ staffId: null }),
          },
        ]),
    ...(filter.targetId === null ? [] : [{ words: 'one target', removeHref: href({ targetId: null }) }]),
  ];
  return (
    <FilterSentence subject="All entries, newest first" filters={applied} clearHref="/audit">
      <FilterMenu label="Action">
        {AUDIT_ACTIONS.map((action) => (
          <FilterMenuLink key={action} href={href({ action })}>
            {AUDIT_ACTION_WORDS[action]}
          </FilterMenuLink>
        ))}
      </FilterMenu>
      <FilterMenu label="Person">
        {people.map(({ id, name }) => (
          <FilterMenuLink key={id} href={href({ staffId: id })}>
            {name}
          </FilterMenuLink>
        ))}
      </FilterMenu>
    </FilterSentence>
  );
}
