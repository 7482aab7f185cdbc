import { KEY_SECTIONS } from '#lib/core/pages/key-sections.ts';

/** Links to the sections of the page. `data-key` is the letter that opens the link from the keyboard. */
export function SectionLinks({ leftOut }: { leftOut: (id: (typeof KEY_SECTIONS)[number]['id']) => boolean }) {
  return (
    <nav aria-label="Sections" className="section-links screen-only">
      {KEY_SECTIONS.map(
        ({ id, letter, title }) =>
          !leftOut(id) && (
            <a key={id} href={`#${id}`} data-key={letter}>
              {title}
            </a>
          ),
      )}
    </nav>
  );
}
