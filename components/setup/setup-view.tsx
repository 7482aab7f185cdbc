'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { Timeline, TimelineEvent } from '#components/ui/timeline.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { SetupPage, SetupTextView } from '#lib/core/pages/setup-page.ts';
import { CHANNEL_WORD, TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { ToldForm } from './line-forms.tsx';
import { MakeTexts } from './make-texts.tsx';
import { setupFields, type SetupActions } from './setup-actions.ts';
import { SetupLine } from './setup-line.tsx';
import { SetupMove } from './setup-move.tsx';
import { TakeInAnswer } from './take-in-answer.tsx';

const parse = (text: PageText<SetupPage>): SetupPage => parseWithDates(text) as SetupPage;

const concerns = ({ kind, id }: HeardChange, page: SetupPage): boolean =>
  (kind === 'setup' && id === page.id) ||
  (kind === 'customer' && id === page.customer.id) ||
  (kind === 'key' && page.lines.some(({ key }) => key?.id === id));

type Person = { staffId: string; name: string };

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
        title={
          <Link href={`/customers/${page.customer.id}`} className="hover:underline">
            {page.customer.name}
          </Link>
        }
        summary={
          <>
            Setup of {page.lines.length === 1 ? 'one workspace' : `${page.lines.length} workspaces`}, asked by{' '}
            {page.askedBy}
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
        <Callout tone="info" title="On hold">
          Until <Instant at={hold.until} now={now} />: {hold.reason}
        </Callout>
      )}
      {page.move !== null && <SetupMove page={page} move={page.move} actions={actions} />}
      {page.lines.map((line) => (
        <SetupLine key={line.id} page={page} line={line} actions={actions} />
      ))}
      {page.lines.some(({ cleared, ended }) => cleared === null && !ended) && (
        <Section title="Take in an answer" aside="Everything a customer sends: ARNs, policies, contacts">
          <TakeInAnswer page={page} actions={actions} />
        </Section>
      )}
      {page.withdrawn === null && <CodeSection page={page} actions={actions} />}
      <Section title="Texts" aside="Frozen when they were made. You send them; Keydesk never writes to customers.">
        {page.withdrawn === null && <MakeTexts page={page} action={actions.makeText} blocked={actions.runBlocks} />}
        {page.texts.length === 0 ? (
          <p className="text-subtle">None yet.</p>
        ) : (
          page.texts.map((text) => <FrozenText key={text.id} page={page} text={text} actions={actions} />)
        )}
      </Section>
      {page.forwardable !== null && (
        <Section title="To forward" aside="Safe for an account executive: no ARN, no findings">
          <p className="mb-2 max-w-prose whitespace-pre-line">{page.forwardable}</p>
          <CopyButton value={page.forwardable} what="status">
            Copy status
          </CopyButton>
        </Section>
      )}
      <Section title="History" aside="Newest first">
        <Timeline label="History">
          {page.events.map(({ id, at, by, words, detail }) => (
            <TimelineEvent
              key={id}
              title={by === null ? words : `${words}, ${by}`}
              time={<Instant at={at} now={now} />}
            >
              {detail}
            </TimelineEvent>
          ))}
        </Timeline>
      </Section>
    </>
  );
}

/** The code with which the customer shows that they hold the account. It is for them alone (H16). */
function CodeSection({ page, actions }: { page: SetupPage; actions: SetupActions }) {
  const { code, now, id } = page;
  const blockedReason = actions.runBlocks ?? undefined;
  return (
    <Section title="One-time code" aside="For this customer alone. It proves one key, in its description or encrypted">
      <div className="flex flex-wrap items-center gap-3">
        {code === null ? (
          <p className="text-subtle">None that the customer can still use.</p>
        ) : (
          <p>
            <Identifier value={code.code} whole what="code" /> until <Instant at={code.expiresAt} now={now} />
          </p>
        )}
        {code !== null && (
          <Form action={actions.extendCode} doneWords="The code lasts 30 days from now.">
            <HiddenFields values={{ setupId: id }} />
            <SubmitButton kind="secondary" size="small" pendingWords="Extending" blockedReason={blockedReason}>
              Extend by 30 days
            </SubmitButton>
          </Form>
        )}
        <Form action={actions.makeCode} doneWords="A new code is there.">
          <HiddenFields values={{ setupId: id }} />
          <SubmitButton kind="secondary" size="small" pendingWords="Making" blockedReason={blockedReason}>
            Make a new code
          </SubmitButton>
        </Form>
      </div>
    </Section>
  );
}

function FrozenText({
  page,
  text,
  actions,
}: {
  page: SetupPage;
  text: SetupTextView;
  actions: SetupActions;
}): ReactNode {
  const { kind, subject, body, frozen, told } = text;
  return (
    <div className="mb-6">
      <h3 className="font-medium">
        {TEXT_TITLE[kind]}
        <span className="font-normal text-subtle">
          {' '}
          · {frozen.by}, <Instant at={frozen.at} now={page.now} />
          {told !== null && (
            <>
              {' '}
              · told to {told.to} ({CHANNEL_WORD[told.channel]}) by {told.by}, <Instant at={told.at} now={page.now} />
            </>
          )}
        </span>
      </h3>
      <p className="mt-1 text-table text-subtle">
        Subject: <span className="text-default">{subject}</span>
      </p>
      <textarea
        readOnly
        rows={10}
        value={body}
        aria-label={`Text: ${TEXT_TITLE[kind]}`}
        className="my-2 w-full resize-y rounded-md border border-line bg-sunken px-4 py-3 text-table whitespace-pre-wrap text-default"
      />
      <div className="space-y-3">
        <CopyButton value={body} what="text">
          Copy text
        </CopyButton>
        {told === null && <ToldForm page={page} text={text} actions={actions} />}
      </div>
    </div>
  );
}

function SetupButtons({
  page,
  actions,
  people,
}: {
  page: SetupPage;
  actions: SetupActions;
  people: readonly Person[];
}) {
  const blockedReason = actions.runBlocks ?? undefined;
  const hidden = setupFields(page);
  if (page.withdrawn !== null)
    return (
      <ConfirmDialog
        trigger={{ label: 'Reopen', blockedReason }}
        title="Reopen this setup?"
        confirm="Reopen"
        pendingWords="Reopening"
        action={actions.reopen}
        hidden={hidden}
      >
        Its workspaces go on where they were.
      </ConfirmDialog>
    );
  return (
    <>
      <Dialog trigger={{ label: 'Hand over', blockedReason }} title="Hand over">
        <Form action={actions.handOver} doneWords="Handed over.">
          <HiddenFields values={hidden} />
          <SelectField name="toStaffId" label="To">
            {people.map(({ staffId, name }) => (
              <option key={staffId} value={staffId}>
                {name}
              </option>
            ))}
          </SelectField>
          <TextArea name="note" label="Where it stands" rows={3} required />
          <SubmitButton pendingWords="Handing over">Hand over</SubmitButton>
        </Form>
      </Dialog>
      {page.hold === null ? (
        <Dialog trigger={{ label: 'Put on hold', blockedReason }} title="Put on hold">
          <Form action={actions.hold} doneWords="On hold.">
            <HiddenFields values={hidden} />
            <TextField name="until" label="Until, in UTC" type="datetime-local" required />
            <TextArea name="reason" label="Why" rows={2} required />
            <SubmitButton pendingWords="Putting on hold">Put on hold</SubmitButton>
          </Form>
        </Dialog>
      ) : (
        <Form action={actions.goOn} doneWords="The setup goes on.">
          <HiddenFields values={hidden} />
          <SubmitButton kind="secondary" pendingWords="Going on" blockedReason={blockedReason}>
            Go on now
          </SubmitButton>
        </Form>
      )}
      <ConfirmDialog
        trigger={{ label: 'Withdraw', blockedReason }}
        title="Withdraw this setup?"
        confirm="Withdraw"
        pendingWords="Withdrawing"
        reason={{ label: 'Why' }}
        action={actions.withdraw}
        hidden={hidden}
        doneWords="Withdrawn."
      >
        Nobody waits for it any more. What was cleared stays cleared. It can be reopened.
      </ConfirmDialog>
    </>
  );
}
