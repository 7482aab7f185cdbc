'use client';

import { Instant } from '#components/ui/instant.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import { handoverHref, HANDOVER_ITEMS_SHOWN, type HandoverPage } from '#lib/core/pages/handover-page.ts';
import { openWords, positionWords } from '#lib/core/shift/handover-words.ts';
import { AwayForm } from './away-form.tsx';
import { HandOverForm } from './hand-over-form.tsx';
import { AcknowledgedHandovers, LastHandover } from './past-handovers.tsx';
import { WaitingHandovers } from './waiting-handovers.tsx';

export type HandoverActions = Readonly<
  Record<'handOver' | 'acknowledge' | 'setAway' | 'setBack', FormAction<null, string>>
>;

const parse = (text: PageText<HandoverPage>): HandoverPage => parseWithDates(text) as HandoverPage;

/** Tickets, setups, replacements and texts can become this person's or be over, whoever changed them. */
const concerns = ({ kind }: HeardChange): boolean => kind !== 'import' && kind !== 'region';

/** The page on which somebody hands over their shift. It updates when what they have open changes. */
export function HandoverView({
  from: asked,
  initialText,
  actions,
}: {
  /** Where the page of the list begins. */
  from: number;
  initialText: PageText<HandoverPage>;
  actions: HandoverActions;
}) {
  const { data: page, outdated } = useLiveQuery({
    queryKey: ['handover', String(asked)],
    address: `/api/handover?from=${asked}`,
    initialText,
    parse,
    concerns,
  });
  const { items, from, counts, now, last, waiting, acknowledged, awayUntil } = page;
  const next = from + HANDOVER_ITEMS_SHOWN;
  return (
    <>
      {outdated && <OutdatedNotice what="page" now={now} />}
      <PageHeader
        title="Hand over my shift"
        summary={
          <>
            {openWords(counts)}{' '}
            {last === null ? (
              'You have not handed over a shift yet.'
            ) : (
              <>
                You last handed over <Instant at={last.at} now={now} />.
              </>
            )}
          </>
        }
      />
      <WaitingHandovers waiting={waiting} now={now} acknowledge={actions.acknowledge} />
      <Section title="Hand over">
        <HandOverForm page={page} handOver={actions.handOver} />
        <Pagination
          newer="Previous"
          older="Next"
          newerHref={from === 0 ? undefined : handoverHref(from - HANDOVER_ITEMS_SHOWN)}
          olderHref={next < counts.all ? handoverHref(next) : undefined}
        >
          {positionWords(from, items.length, counts)}
        </Pagination>
      </Section>
      <LastHandover last={last} now={now} />
      <AcknowledgedHandovers acknowledged={acknowledged} now={now} />
      <Section title="Away">
        <AwayForm awayUntil={awayUntil} now={now} setAway={actions.setAway} setBack={actions.setBack} />
      </Section>
    </>
  );
}
