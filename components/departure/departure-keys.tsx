import Link from 'next/link';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { DepartureKeyView, DeparturePage } from '#lib/core/pages/departure-page.ts';
import { sinceWords } from '#lib/core/text/time-words.ts';

/** The keys of a departure: what depends on each, what keeps it, and what we see of it once it is released. */
export function DepartureKeys({ page }: { page: DeparturePage }) {
  return (
    <Section title="Keys" aside="By the newest report of our product">
      {page.keys.length === 0 && <p className="text-subtle">These workspaces have no key.</p>}
      <ul aria-label="Keys" className="divide-y divide-line">
        {page.keys.map((key) => (
          <li key={key.id} className="py-3">
            <p className="flex flex-wrap items-center gap-x-3">
              <Identifier value={key.arn} what="ARN" />
              <span className="text-subtle">
                {key.region}, {KEY_ROLE_WORD[key.role]}
              </span>
              <Link href={`/keys/${key.id}`} prefetch={false} className="link">
                Open the key
              </Link>
            </p>
            {key.neededAgain && (
              <p className="mt-1 max-w-prose font-medium text-danger-text">
                This key was released, and something depends on it again. Next action: us. Its page says what to do.
              </p>
            )}
            {key.kept.length > 0 && (
              <ul aria-label="What keeps this key" className="mt-1 max-w-prose list-disc pl-5 text-warning-text">
                {key.kept.map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            )}
            <KeyFacts departureKey={key} now={page.now} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function KeyFacts({ departureKey: { dependents, shared, watch }, now }: { departureKey: DepartureKeyView; now: Date }) {
  return (
    <div className="mt-2">
      <Properties>
        <Property label="Depends on it" unknown={dependents === null}>
          {dependents === null ? (
            'Never reported'
          ) : (
            <>
              {dependents.words}, reported <Instant at={dependents.asOf} now={now} />
            </>
          )}
        </Property>
        {shared && (
          <Property label="Not let go">It also protects a workspace that stays, so our statement stays too.</Property>
        )}
        {watch !== null && (
          <Property label="Released">
            <Instant at={watch.releasedAt} now={now} />. Disabling and deleting it is expected since then.
          </Property>
        )}
        {watch !== null && (
          <Property label="Last seen" unknown={watch.lastSeenAt === null}>
            {watch.lastSeenAt === null ? 'Never' : <Instant at={watch.lastSeenAt} now={now} />}
          </Property>
        )}
        {watch !== null && watch.unseenSince !== null && (
          <Property label="No longer visible since">{sinceWords(watch.unseenSince, now)}</Property>
        )}
        {watch !== null && watch.retiredAt !== null && (
          <Property label="No longer checked since">{sinceWords(watch.retiredAt, now)}</Property>
        )}
      </Properties>
    </div>
  );
}
