'use client';

import Link from 'next/link';
import type { AnswerActions } from '#components/customer-text/sent-form.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { KeyHints } from '#components/ui/kbd.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import { TableKeys } from '#components/ui/table-keys.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import { readPageText, type PageText } from '#lib/core/live/page-text.ts';
import type { ShownHandover } from '#lib/core/pages/handover-page.ts';
import {
  HOME_GROUPS,
  homeHref,
  homeParameters,
  type HomeAsked,
  type HomeGroupName,
} from '#lib/core/pages/home-asked.ts';
import type { HomePage } from '#lib/core/pages/home-page.ts';
import { HOME_GROUP_TITLE, moreWords, nothingWords, SHOW_ALL_GROUPS } from '#lib/core/pages/home-words.ts';
import { countText } from '#lib/core/pages/list-words.ts';
import { HomeNotices } from './home-notices.tsx';
import { HomeTable } from './home-table.tsx';
import { SinceChoice } from './since-choice.tsx';

// Seldom there, and forms.
const fetchUnsent = () => import('./unsent-texts.tsx');
const fetchHandovers = () => import('#components/shift/waiting-handovers.tsx');

const GROUPS_ID = 'home-groups';
const copiesNothing = { what: 'row', valueOf: () => undefined };
/** Every kind of change may be seen here, except those of an import under way. */
const concerns = ({ kind }: HeardChange): boolean => kind !== 'import';

/** What needs us, what can't wait, what is new, and who was told; updated when anything changes. */
export function HomeView({
  initialText,
  asked,
  answers,
  acknowledge,
}: {
  initialText: PageText<HomePage>;
  asked: HomeAsked;
  /** Record whether a copied reply was sent; null where the reader's role may not. */
  answers: AnswerActions | null;
  acknowledge: FormAction<null, string>;
}) {
  const query = homeParameters(asked).toString();
  const { data, outdated } = useLiveQuery({
    queryKey: ['home', query],
    address: `/api/home?${query}`,
    initialText,
    parse: readPageText<HomePage>,
    concerns,
  });
  const { groups, handovers } = data;
  const nothing = asked.only === null && groups.needs_us.count.n === 0 && groups.deadline.count.n === 0;
  return (
    <>
      {outdated && <OutdatedNotice what="page" now={data.now} />}
      <HomeNotices page={data} />
      {handovers !== null && (
        <FetchedPart fetchPart={fetchHandovers} placeholder="min-h-24">
          {({ WaitingHandovers }) => (
            <WaitingHandovers
              waiting={parseWithDates(handovers) as ShownHandover[]}
              now={new Date(data.now)}
              acknowledge={acknowledge}
            />
          )}
        </FetchedPart>
      )}
      {answers !== null && data.unsent.length > 0 && (
        <FetchedPart fetchPart={fetchUnsent} placeholder="min-h-24">
          {({ UnsentTexts }) => <UnsentTexts page={data} actions={answers} />}
        </FetchedPart>
      )}
      {nothing && <p className="mb-4 font-semibold">{nothingWords(data)}</p>}
      {asked.only !== null && (
        <p className="mb-4">
          <Link href={homeHref(asked, { only: null })} prefetch={false} className="link">
            {SHOW_ALL_GROUPS}
          </Link>
        </p>
      )}
      <div id={GROUPS_ID}>
        {HOME_GROUPS.filter((name) => asked.only === null || asked.only === name).map((name) => (
          <Group key={name} name={name} page={data} asked={asked} />
        ))}
      </div>
      <TableKeys tableId={GROUPS_ID} copies={copiesNothing} />
      <p className="screen-only mt-3">
        <KeyHints
          hints={[
            [['j', 'k'], 'move'],
            [['Enter'], 'open'],
          ]}
        />
      </p>
    </>
  );
}

function Group({ name, page, asked }: { name: HomeGroupName; page: HomePage; asked: HomeAsked }) {
  const { title, hint, empty, rows, count } = page.groups[name];
  return (
    <Section
      title={
        <>
          {title} <span className="ml-1 font-normal text-subtle tabular-nums">{countText(count)}</span>
        </>
      }
      aside={name === 'changed' ? <SinceChoice asked={asked} since={page.since} /> : undefined}
    >
      {hint !== null && <p className="mb-2 max-w-prose text-table text-subtle">{hint}</p>}
      {rows.length === 0 ? (
        <p className="text-table">{empty}</p>
      ) : (
        <HomeTable label={HOME_GROUP_TITLE[name]} rows={rows} now={page.now} />
      )}
      {count.n > rows.length && (
        <p className="mt-2 text-table">
          <Link href={homeHref(asked, { only: name })} prefetch={false} className="link">
            {moreWords(count, rows.length)}
          </Link>
        </p>
      )}
    </Section>
  );
}
