/** Links to sections of the page. `data-key` is the key that follows the link. */
export function SectionLinks<Id extends string>({
  sections,
  onFollow,
}: {
  sections: readonly { id: Id; letter: string; title: string }[];
  onFollow?: (id: Id) => void;
}) {
  return (
    <nav aria-label="Sections" className="section-links screen-only">
      {sections.map(({ id, letter, title }) => (
        <a
          key={id}
          href={`#${id}`}
          data-key={letter}
          aria-keyshortcuts={letter}
          onClick={onFollow === undefined ? undefined : () => onFollow(id)}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
