'use client';

import Link from 'next/link';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { EventHistory } from '#components/ui/event-history.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import { utcWords } from '#components/ui/time-words.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import { setupTitle } from '#lib/core/setup/setup-words.ts';
import { CodeSection } from './code-section.tsx';
import { MakeTexts } from './make-texts.tsx';
import { ReminderLine } from './reminder.tsx';
import type { SetupActions } from './setup-actions.ts';
import { SetupButtons, type Person } from './setup-buttons.tsx';
import { SetupLine } from './setup-line.tsx';
import { SetupMove } from './setup-move.tsx';
import { TakeInAnswer } from './take-in-answer.tsx';
import { Texts, TEXTS_ANCHOR } from './texts.tsx';

const parse = (text: PageText<SetupPage>): SetupPage => parseWithDates(text) as SetupPage;

const concerns = ({ kind, id }: HeardChange, page: SetupPage): boolean =>
  (kind === 'setup' && id === page.id) ||
  (kind === 'customer' && id === page.customer.id) ||
  (kind === 'key' && page.lines.some(({ key }) => key?.id === id));

/** The page of one setup. It updates when somebody changes the setup, and after every check of its keys. */
export function SetupView({
  setupId,
  initialText,
  actions,
  people,
}: {
  setupId: string;
  initialText: PageText<SetupPage>;
  actions: SetupActions;
  /** Whom it can be handed over to. */
  people: readonly Person[];
}) {
  const { data: page, outdated } = useLiveQuery({
    queryKey: ['setup', setupId],
    address: `/api/setups/${setupId}`,
    initialText,
    parse,
    concerns,
  });
  const { now, withdrawn, hold } = page;
  return (
    <>
      <PageHeader
        title={setupTitle(page.customer.name)}
        summary={
          <>
            <Link href={`/customers/${page.customer.id}`} className="link">
              {page.customer.name}
            </Link>
            : {page.lines.length === 1 ? 'one workspace' : `${page.lines.length} workspaces`}, asked by {page.askedBy}
            {page.ticket !== null && `, ticket ${page.ticket}`}. Owner: {page.owner.name}. Started{' '}
            <Instant at={page.created.at} now={now} /> by {page.created.by}.
          </>
        }
        trail={[{ href: '/setups', label: 'Setups' }]}
        actions={<SetupButtons page={page} actions={actions} people={people} />}
      />
      {outdated && <OutdatedNotice what="page" now={now} />}
      {withdrawn !== null && (
        <Callout tone="muted" title="This setup was withdrawn">
          {withdrawn.by}, <Instant at={withdrawn.at} now={now} />: {withdrawn.reason}
        </Callout>
      )}
      {hold !== null && hold.until > now && (
        <div className="mb-3">
          <Callout tone="info" title="On hold">
            Until {utcWords(hold.until.getTime())}: {hold.reason}
          </Callout>
        </div>
      )}
      {page.move !== null && <SetupMove page={page} move={page.move} actions={actions} />}
      <ReminderLine page={page} actions={actions} />
      {page.lines.map((line) => (
        <SetupLine key={line.id} page={page} line={line} actions={actions} />
      ))}
      {page.lines.some(({ cleared, ended }) => cleared === null && !ended) && (
        <Section title="Take in an answer" aside="Everything a customer sends: ARNs, policies, contacts">
          <TakeInAnswer page={page} actions={actions} />
        </Section>
      )}
      {page.lines.some(({ key, ended }) => !ended && key?.ownership !== 'proven') && (
        <CodeSection page={page} actions={actions} />
      )}
      <Section title="Texts" aside="Each stays as it was copied. You send it; Keydesk never writes to customers.">
        <div id={TEXTS_ANCHOR} className="scroll-mt-16">
          {page.withdrawn === null && <MakeTexts page={page} actions={actions} />}
          <Texts page={page} actions={actions} />
        </div>
      </Section>
      {page.forwardable !== null && (
        <Section title="To forward" aside="Safe for an account executive: no ARN, no findings">
          <p className="mb-2 max-w-prose whitespace-pre-line">{page.forwardable}</p>
          <CopyButton value={page.forwardable} what="status">
            Copy status
          </CopyButton>
        </Section>
      )}
      <EventHistory events={page.events} now={now} />
    </>
  );
}
