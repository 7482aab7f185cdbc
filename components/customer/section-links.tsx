import { CUSTOMER_SECTIONS } from '#lib/core/pages/customer-sections.ts';

/** Links to the sections of the page. `data-key` is the key that follows the link. */
export function SectionLinks() {
  return (
    <nav aria-label="Sections" className="section-links screen-only">
      {CUSTOMER_SECTIONS.map(({ id, letter, title }) => (
        <a key={id} href={`#${id}`} data-key={letter} aria-keyshortcuts={letter}>
          {title}
        </a>
      ))}
    </nav>
  );
}
