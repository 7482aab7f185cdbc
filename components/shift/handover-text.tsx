import { PastInstant } from '#components/ui/instant.tsx';
import type { ShownHandover } from '#lib/core/pages/handover-page.ts';
import { staysWords } from '#lib/core/shift/handover-words.ts';
import { ItemWords } from './handover-items.tsx';

/** The first are the most urgent. */
const KEPT_SHOWN = 20;

/**
 * What a hand-over says: from whom to whom and when, its note, what was handed over, and who acknowledged it.
 * @param isOwn whether the reader handed it over
 */
export function HandoverText({
  handover: { at, from, to, note, acknowledged, items, kept },
  now,
  isOwn = false,
}: {
  handover: ShownHandover;
  now: Date;
  isOwn?: boolean;
}) {
  const giver = isOwn ? 'you' : from;
  return (
    <>
      <p className="text-table text-subtle">
        From {giver} to {to ?? 'you'}, <PastInstant at={at} now={now} />
        {acknowledged !== null && (
          <>
            . Acknowledged by {acknowledged.by}, <PastInstant at={acknowledged.at} now={now} />
          </>
        )}
        {acknowledged === null && isOwn && '. Nobody has acknowledged it yet'}
      </p>
      <p className="my-1 max-w-prose whitespace-pre-line wrap-anywhere">{note}</p>
      {items.length > 0 && (
        <ul className="mb-2 list-disc pl-5">
          {items.map((item) => (
            <li key={item.id}>
              <ItemWords item={item} now={now} />
            </li>
          ))}
        </ul>
      )}
      {kept.length > 0 && (
        <>
          <p className="text-table text-subtle">{staysWords(giver)}</p>
          <ul aria-label={staysWords(giver)} className="mb-2 list-disc pl-5">
            {kept.slice(0, KEPT_SHOWN).map((item) => (
              <li key={item.id}>
                <ItemWords item={item} now={now} isOpen={false} />
              </li>
            ))}
            {kept.length > KEPT_SHOWN && <li>and {kept.length - KEPT_SHOWN} more</li>}
          </ul>
        </>
      )}
    </>
  );
}
