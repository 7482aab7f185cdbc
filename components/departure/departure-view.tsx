'use client';

import Link from 'next/link';
import { Callout } from '#components/ui/callout.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { textToSend } from '#lib/core/departure/departure.ts';
import { PATH_WORD, TELL_NEXT } from '#lib/core/departure/departure-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { DeparturePage } from '#lib/core/pages/departure-page.ts';
import { departureFields, type DepartureActions } from './departure-actions.ts';
import { Exceptions, SignedRequest } from './departure-forms.tsx';
import { DepartureKeys } from './departure-keys.tsx';
import { DepartureSteps } from './departure-steps.tsx';
import { DepartureTexts } from './departure-texts.tsx';

const parse = (text: PageText<DeparturePage>): DeparturePage => parseWithDates(text) as DeparturePage;

const concerns = ({ kind, id }: HeardChange, page: DeparturePage): boolean =>
  (kind === 'departure' && id === page.id) ||
  (kind === 'customer' && id === page.customer.id) ||
  (kind === 'key' && page.keys.some((key) => key.id === id));

/** The page of one departure. It updates when somebody changes it, and after every check of its keys. */
export function DepartureView({
  departureId,
  initialText,
  actions,
}: {
  departureId: string;
  initialText: PageText<DeparturePage>;
  actions: DepartureActions;
}) {
  const { data: page, outdated } = useLiveQuery({
    queryKey: ['departure', departureId],
    address: `/api/departures/${departureId}`,
    initialText,
    parse,
    concerns,
  });
  const { now, withdrawn, started, next } = page;
  const toSend =
    withdrawn === null
      ? textToSend({
          path: page.path,
          next,
          told: page.texts.flatMap(({ kind, told }) => (told === null ? [] : [kind])),
          allRetired: page.keys.every(({ role }) => role === 'retired'),
        })
      : null;
  return (
    <>
      <PageHeader
        title={
          <Link href={`/customers/${page.customer.id}`} prefetch={false} className="rounded-sm hover:underline">
            {page.customer.name}
          </Link>
        }
        summary={
          <>
            Departure: {PATH_WORD[page.path]}, with{' '}
            {page.workspaces.map(({ name, region }) => `${name} (${region})`).join(', ')}
            {page.ticket !== null && `, ticket ${page.ticket}`}. Started <Instant at={started.at} now={now} /> by{' '}
            {started.by}: {page.reason}
          </>
        }
        trail={[{ href: '/departures', label: 'Departures' }]}
        actions={
          withdrawn === null && next !== null ? (
            <ConfirmDialog
              trigger={{ label: 'Withdraw', blockedReason: actions.runBlocks ?? undefined }}
              title="Withdraw this departure?"
              confirm="Withdraw"
              pendingWords="Withdrawing"
              reason={{ label: 'Why' }}
              action={actions.withdraw}
              hidden={departureFields(page)}
              doneWords="Withdrawn."
            >
              The customer stays. What was recorded is kept, and first jobs are allowed again.
            </ConfirmDialog>
          ) : undefined
        }
      />
      {outdated && <OutdatedNotice what="page" now={now} />}
      {withdrawn !== null && (
        <Callout tone="info" title="Withdrawn">
          <Instant at={withdrawn.at} now={now} /> by {withdrawn.by}: {withdrawn.reason}
        </Callout>
      )}
      {toSend !== null && (
        <Callout tone="info" title="Tell the customer">
          {TELL_NEXT[toSend]}{' '}
          <a href="#texts" className="link">
            Go to the texts
          </a>
        </Callout>
      )}
      <DepartureSteps page={page} actions={actions} />
      <DepartureKeys page={page} />
      {page.path === 'make_unreadable' && <SignedRequest page={page} actions={actions} />}
      <Exceptions page={page} actions={actions} />
      <div id="texts" />
      <Section title="Texts" aside="Each stays as it was copied. You send it; Keydesk never writes to customers.">
        <DepartureTexts page={page} actions={actions} />
      </Section>
    </>
  );
}
