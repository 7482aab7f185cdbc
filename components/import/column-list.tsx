import { Properties, Property } from '#components/ui/properties.tsx';
import { IMPORT_COLUMNS } from '#lib/core/import/columns.ts';
import { COLUMN_WORDS, IMPORT_PAGE_WORDS } from '#lib/core/import/import-words.ts';

/** What each column of the file is, and a template to download. */
export function ColumnList() {
  return (
    <>
      <p className="mb-3 max-w-prose text-subtle">
        {IMPORT_PAGE_WORDS.columns}{' '}
        <a className="link" href="/api/imports/template" download>
          {IMPORT_PAGE_WORDS.template}
        </a>
      </p>
      <Properties>
        {IMPORT_COLUMNS.map((column) => (
          <Property key={column} label={column}>
            {COLUMN_WORDS[column]}
          </Property>
        ))}
      </Properties>
    </>
  );
}
