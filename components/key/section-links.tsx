import { KEY_SECTIONS } from '#lib/core/pages/key-sections.ts';
import { focusReply } from './focus-reply.ts';

/** After the browser has followed the link, which takes the focus away. */
const focusReplySoon = (): void => void setTimeout(focusReply);

/** Links to the sections of the page. `data-key` is the key that follows the link. */
export function SectionLinks({ leftOut }: { leftOut: (id: (typeof KEY_SECTIONS)[number]['id']) => boolean }) {
  return (
    <nav aria-label="Sections" className="section-links screen-only">
      {KEY_SECTIONS.map(
        ({ id, letter, title }) =>
          !leftOut(id) && (
            <a
              key={id}
              href={`#${id}`}
              data-key={letter}
              aria-keyshortcuts={letter}
              onClick={id === 'reply' ? focusReplySoon : undefined}
            >
              {title}
            </a>
          ),
      )}
    </nav>
  );
}
