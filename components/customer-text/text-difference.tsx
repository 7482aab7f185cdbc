import type { DifferencePart } from '#lib/core/customer-text/text-difference.ts';

const TAG = { same: 'span', added: 'ins', removed: 'del' } as const satisfies Record<DifferencePart['kind'], string>;
const LOOK = {
  same: 'text-subtle',
  added: 'bg-positive-surface text-positive-text',
  removed: 'bg-danger-surface text-danger-text',
} as const satisfies Record<DifferencePart['kind'], string>;

/** What a person changed of a text: added words are underlined, removed ones are struck through. */
export function TextDifference({ parts, label }: { parts: readonly DifferencePart[]; label: string }) {
  return (
    <div
      role="group"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keyboard
      tabIndex={0}
      className="max-h-48 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 text-table whitespace-pre-wrap"
    >
      {parts.map(({ kind, words }, index) => {
        const Tag = TAG[kind];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other name
          <Tag key={index} className={LOOK[kind]}>
            {words}
          </Tag>
        );
      })}
    </div>
  );
}
