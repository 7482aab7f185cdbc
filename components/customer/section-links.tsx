import { CUSTOMER_SECTIONS, type CustomerSectionId } from '#lib/core/pages/customer-sections.ts';

/** Links to the sections of the page. `data-key` is the key that follows the link. */
export function SectionLinks({ leftOut }: { leftOut: readonly CustomerSectionId[] }) {
  return (
    <nav aria-label="Sections" className="section-links screen-only">
      {CUSTOMER_SECTIONS.map(
        ({ id, letter, title }) =>
          !leftOut.includes(id) && (
            <a key={id} href={`#${id}`} data-key={letter} aria-keyshortcuts={letter}>
              {title}
            </a>
          ),
      )}
    </nav>
  );
}
