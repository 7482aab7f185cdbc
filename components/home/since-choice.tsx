'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { buttonClass } from '#components/ui/button-class.ts';
import { useTypedTime } from '#components/ui/time-field.tsx';
import { homeHref, SINCE_CHOICES, typedTime, type HomeAsked } from '#lib/core/pages/home-asked.ts';
import { SINCE_WORD } from '#lib/core/pages/home-words.ts';

/** Since when a change counts as new: the last hand-over, some hours, or a time in UTC. It is in the URL. */
export function SinceChoice({ asked, since }: { asked: HomeAsked; since: string }) {
  return (
    <div className="screen-only flex flex-wrap items-center gap-x-3 gap-y-2">
      <nav aria-label="New since" className="flex flex-wrap gap-x-3">
        {SINCE_CHOICES.filter((one) => one !== 'time').map((one) => (
          <Link
            key={one}
            href={homeHref(asked, { since: one, at: null })}
            scroll={false}
            prefetch={false}
            aria-current={asked.since === one ? 'true' : undefined}
            className={clsx('link', asked.since === one && 'font-semibold')}
          >
            {SINCE_WORD[one]}
          </Link>
        ))}
      </nav>
      <SinceForm key={since} asked={asked} since={since} />
    </div>
  );
}

/** A time, which stands beside its field in words: browsers show the field in their own order. */
function SinceForm({ asked, since }: { asked: HomeAsked; since: string }) {
  const given = typedTime(new Date(since));
  const { words, control } = useTypedTime(given);
  return (
    <form action="/" className="flex flex-wrap items-center gap-1">
      {asked.only !== null && <input type="hidden" name="only" value={asked.only} />}
      <input
        {...control}
        type="datetime-local"
        name="since"
        aria-label="New since, in UTC"
        defaultValue={given}
        required
        className="h-7 rounded-md border border-line-strong bg-page px-1.5"
      />
      <output className="text-subtle tabular-nums">{words ?? 'UTC'}</output>
      <button type="submit" className={buttonClass('secondary', 'small')}>
        Show
      </button>
    </form>
  );
}
