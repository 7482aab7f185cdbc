'use client';

import Link from 'next/link';
import { Callout } from '#components/ui/callout.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '#components/ui/field.tsx';
import { EventHistory } from '#components/ui/event-history.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { TimeField } from '#components/ui/time-field.tsx';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { ReplacementPage } from '#lib/core/pages/replacement-page.ts';
import { REPLACEMENT_TEXT_WORDS } from '#lib/core/replacement/replacement-text-words.ts';
import { REPLACEMENT_TITLE, SOURCE_WORD } from '#lib/core/replacement/replacement-words.ts';
import { dayWords } from '#lib/core/text/time-words.ts';
import { requestFields, type ReplacementActions } from './replacement-actions.ts';
import { ReplacementLine } from './replacement-line.tsx';
import { ReplacementTexts } from './replacement-texts.tsx';

const parse = (text: PageText<ReplacementPage>): ReplacementPage => parseWithDates(text) as ReplacementPage;

const concerns = ({ kind, id }: HeardChange, page: ReplacementPage): boolean =>
  (kind === 'replacement' && id === page.id) ||
  (kind === 'customer' && id === page.customer.id) ||
  (kind === 'key' && page.lines.some(({ oldKey, newKey }) => oldKey.id === id || newKey?.id === id));

/** The page of one request. It updates when somebody changes it, and after every check of its keys. */
export function ReplacementView({
  replacementId,
  initialText,
  actions,
}: {
  replacementId: string;
  initialText: PageText<ReplacementPage>;
  actions: ReplacementActions;
}) {
  const { data: page, outdated } = useLiveQuery({
    queryKey: ['replacement', replacementId],
    address: `/api/replacements/${replacementId}`,
    initialText,
    parse,
    concerns,
  });
  const { now, customer, askedBy, owner, ticket, plannedFor } = page;
  return (
    <>
      <PageHeader
        title={REPLACEMENT_TITLE(customer.name)}
        summary={
          <>
            <Link href={`/customers/${customer.id}`} className="link">
              {customer.name}
            </Link>
            , asked by {askedBy.name} <WhoAsked page={page} />
            {ticket !== null && `, ticket ${ticket}`}. Owner: {owner.name}. {SOURCE_WORD[page.source]}{' '}
            <Instant at={page.created.at} now={now} />, recorded by {page.created.by}.
          </>
        }
        trail={[{ href: '/replacements', label: 'Replacements' }]}
        actions={<HeaderButtons page={page} actions={actions} />}
      />
      {outdated && <OutdatedNotice what="page" now={now} />}
      <p className="mb-2 max-w-prose wrap-anywhere">
        {page.reason}
        {plannedFor !== null && <> The day that they named: {dayWords(plannedFor)}.</>}
      </p>
      {page.toSend.length > 0 && (
        <div className="mb-3">
          <Callout
            tone="info"
            title={
              page.toSend.includes('question_to_contact')
                ? 'No contact was asked yet whether this request is theirs'
                : 'The customer was not told yet'
            }
          >
            Copy the text, send it and record it as told:{' '}
            {page.toSend.map((kind) => REPLACEMENT_TEXT_WORDS[kind]).join('; ')}.{' '}
            <a href="#texts" className="link">
              Go to the texts
            </a>
          </Callout>
        </div>
      )}
      {page.lines.map((line) => (
        <ReplacementLine key={line.id} page={page} line={line} actions={actions} />
      ))}
      <div id="texts" className="scroll-mt-16" />
      <Section title="Texts" aside="Each stays as it was copied. You send it; Keydesk never writes to customers.">
        <ReplacementTexts page={page} actions={actions} />
      </Section>
      <EventHistory events={page.events} now={now}>
        {page.moreEvents && <p className="mt-2 text-table text-subtle">Earlier events are in the audit log.</p>}
      </EventHistory>
    </>
  );
}

/** Whether a contact asks who was verified, and how long ago that was. */
function WhoAsked({ page: { askedBy, contacts, now } }: { page: ReplacementPage }) {
  if (!askedBy.verified) return '(not confirmed with a verified contact)';
  const confirmedAt = contacts.find(({ id }) => id === askedBy.contactId)?.confirmedAt ?? null;
  if (confirmedAt === null) return '(verified contact)';
  return (
    <>
      (verified contact,{' '}
      <span className="whitespace-nowrap">
        last confirmed <Instant at={confirmedAt} now={now} />)
      </span>
    </>
  );
}

function HeaderButtons({ page, actions }: { page: ReplacementPage; actions: ReplacementActions }) {
  const { askedBy, plannedFor } = page;
  return (
    <>
      <Dialog
        trigger={{ label: 'Edit', size: 'small', blockedReason: actions.runBlocks ?? undefined }}
        title="Edit the request"
        description="Whoever edits a request can’t approve it. Another requester ends an approval."
      >
        <Form action={actions.edit} doneWords="Changed.">
          <HiddenFields values={requestFields(page)} />
          <SelectField name="contactId" label="Who asked" defaultValue={askedBy.contactId ?? ''}>
            <option value="">Somebody else, named below</option>
            {page.contacts.map(({ id, name, verified }) => (
              <option key={id} value={id}>
                {name} ({verified ? 'verified' : 'not verified'})
              </option>
            ))}
          </SelectField>
          <TextField
            name="askedBy"
            label="Name, if it is no contact"
            defaultValue={askedBy.contactId === null ? askedBy.name : ''}
            maxLength={200}
          />
          <TextArea name="reason" label="What they said" rows={3} required defaultValue={page.reason} />
          <div className="flex flex-wrap gap-3">
            <TimeField
              name="plannedFor"
              label="Planned for"
              type="date"
              defaultValue={plannedFor?.toISOString().slice(0, 10) ?? ''}
            />
            <TextField name="ticket" label="Ticket" maxLength={64} defaultValue={page.ticket ?? ''} />
          </div>
          <SubmitButton pendingWords="Saving">Save</SubmitButton>
        </Form>
      </Dialog>
      <ConfirmDialog
        trigger={{
          label: 'Take over',
          size: 'small',
          blockedReason: actions.runBlocks ?? (page.owner.isYou ? 'This request is yours already.' : undefined),
        }}
        title="Take over this request"
        confirm="Take over"
        pendingWords="Taking over"
        hidden={requestFields(page)}
        action={actions.takeOver}
        doneWords="This request is yours now."
      >
        You become its owner, and you can’t approve it any more.
      </ConfirmDialog>
    </>
  );
}
