'use client';

import { useEffect, useState, type ReactNode } from 'react';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { PastInstant } from '#components/ui/instant.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { SectionLinks } from '#components/ui/section-links.tsx';
import { Section } from '#components/ui/section.tsx';
import type { KeyPage, ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { KEY_SECTIONS } from '#lib/core/pages/key-sections.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { Added } from '#components/evidence/evidence-form.tsx';
import { NeededAgain } from '#components/departure/needed-again.tsx';
import type { TicketActions } from '#components/ticket/ticket-actions.ts';
import { KeyActionsContext } from '#components/probe/key-actions.ts';
import { CustomerTextSection, type ReplyActions } from '#components/customer-text/customer-text.tsx';
import { focusReplyAfter, focusReplyOnArrival } from './focus-reply.ts';
import { KeyHeader } from './key-header.tsx';
import type { OwnershipActions, PageAction } from './ownership-actions.ts';
import { Permissions } from '#components/probe/permissions.tsx';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { UnprovenOwnership } from './unproven-ownership.tsx';
import { useKeyPage } from './use-key-page.ts';
import { NextPanel } from '#components/verdict/next-panel.tsx';
import { KeyStatus } from '#components/verdict/verdict-panel.tsx';

// Below the fold: their code is fetched when the page is there, and the server doesn't render them. The first HTML has
// the status, the next action, the steps, the reply and the permissions in one line.
const fetchWhy = () => import('#components/verdict/why.tsx');
const fetchDates = () => import('./key-dates.tsx');
const fetchStrip = () => import('#components/verdict/status-strip.tsx');
const fetchRotation = () => import('#components/rotation/rotation-history.tsx');
const fetchFacts = () => import('./key-facts-list.tsx');
const fetchDependents = () => import('#components/service/dependents-list.tsx');
const fetchProperties = () => import('./key-properties.tsx');
const fetchTimeline = () => import('./key-events.tsx');
const fetchOtherKeys = () => import('./other-keys.tsx');
const fetchTickets = () => import('#components/ticket/ticket-line.tsx');
const fetchNotes = () => import('#components/ticket/note-list.tsx');
const fetchVerify = () => import('#components/customer/verify-form.tsx');
const fetchEvidence = () => import('#components/evidence/evidence-list.tsx');

const dates = (page: ProvenKeyPage) => (
  <Section id="dates" title="Dates">
    <FetchedPart fetchPart={fetchDates} placeholder="min-h-40">
      {({ KeyDates }) => <KeyDates page={page} />}
    </FetchedPart>
  </Section>
);

const PAIR = 'my-8 grid gap-x-10 gap-y-8 xl:grid-cols-2 [&>*]:mt-0 [&>*]:min-w-0';

/** Also there while ownership is unproven: they say nothing about the key itself (H16). */
const SHOWN_ALWAYS: readonly string[] = KEY_SECTIONS.flatMap((section) => ('always' in section ? [section.id] : []));

/** The sections that the page has: a retired key asks for nothing. */
const sectionsOf = ({ role, ownership }: KeyPage) =>
  KEY_SECTIONS.filter(
    ({ id }) =>
      !((id === 'next' || id === 'why') && role === 'retired') && (ownership === 'proven' || SHOWN_ALWAYS.includes(id)),
  );

/**
 * The page of one key, by rank: what is wrong and whose action it is, what to do, what to write, then the evidence. It
 * updates after every check of the key.
 */
export function KeyView<EvidenceProblem extends string, CloseProblem extends string, CopyProblem extends string>({
  customerKeyId,
  initialText,
  actions,
  addEvidence,
  closeError,
  copyReply,
  verify,
  ownership,
  use,
  tickets,
}: {
  customerKeyId: string;
  initialText: PageText<KeyPage>;
  /** The buttons of the page's header; each knows its key by `useKeyActions`. */
  actions: ReactNode;
  addEvidence: PageAction<Added, EvidenceProblem>;
  closeError: PageAction<{ customerKeyId: string }, CloseProblem>;
  copyReply: ReplyActions<CopyProblem>;
  /** Verifies a contact of the customer, and why this person's role may not; null where it may. */
  verify: { action: FormAction<unknown, string>; blockedReason: string | null };
  ownership: OwnershipActions;
  /** What uses the key, and how it is let go. */
  use: ReactNode;
  tickets: TicketActions;
}) {
  const { page, outdated } = useKeyPage(customerKeyId, initialText);
  const place = { customerId: page.customerId, customerKeyId: page.id };
  const [lastPressed, pressed] = useState<string | null>(null);
  useEffect(focusReplyOnArrival, []);
  return (
    <KeyActionsContext
      value={{
        customerKeyId: page.id,
        keyBlocks: page.blocks.check,
        testBlocks: page.blocks.use,
        lastPressed,
        pressed,
      }}
    >
      <KeyHeader
        page={page}
        ticket={
          <FetchedPart fetchPart={fetchTickets} placeholder="min-h-7">
            {({ TicketLine }) => <TicketLine tickets={page.tickets} now={page.now} place={place} actions={tickets} />}
          </FetchedPart>
        }
        actions={actions}
      />
      {outdated && <OutdatedNotice what="page" now={page.now} />}
      {page.regionFreshness !== null && <RegionNotices regions={[page.regionFreshness]} now={page.now} quiet={false} />}
      {page.neededAgain !== null && <NeededAgain {...page.neededAgain} now={page.now} />}
      {page.ownership === 'unproven' ? (
        <UnprovenOwnership page={page} actions={ownership} />
      ) : (
        <>
          <KeyStatus page={page} />
          <div className="first-panels [&>*]:mt-0">
            {page.role !== 'retired' && <NextPanel page={page} />}
            <div id="reply">
              <CustomerTextSection
                page={page}
                {...copyReply}
                verify={
                  <FetchedPart fetchPart={fetchVerify} placeholder="min-h-7">
                    {({ VerifyForms }) => (
                      <VerifyForms
                        page={{ id: page.customerId, revision: page.customerRevision }}
                        contacts={page.told.toVerify}
                        {...verify}
                      />
                    )}
                  </FetchedPart>
                }
              />
            </div>
          </div>
        </>
      )}
      <SectionLinks sections={sectionsOf(page)} onFollow={focusReplyAfter} />
      {page.ownership === 'proven' && (
        <>
          <div className={PAIR}>
            <Permissions page={page} />
            {page.role === 'retired' ? (
              dates(page)
            ) : (
              <Section id="why" title="Why">
                <FetchedPart fetchPart={fetchWhy} placeholder="min-h-40">
                  {({ Why }) => <Why page={page} />}
                </FetchedPart>
              </Section>
            )}
          </div>
          <div className={PAIR}>
            <Section id="history" title="Status history" aside="90 days; worst status of each UTC day">
              <FetchedPart fetchPart={fetchStrip} placeholder="min-h-40">
                {({ StatusStrip }) => (
                  <StatusStrip strip={page.strip} periods={`/api/keys/${page.id}/periods`} now={page.now} />
                )}
              </FetchedPart>
            </Section>
            <div className="min-w-0">
              {page.role !== 'retired' && dates(page)}
              <Section id="rotation" title="Rotation">
                <FetchedPart fetchPart={fetchRotation} placeholder="min-h-24">
                  {({ RotationHistory }) => <RotationHistory page={page} />}
                </FetchedPart>
              </Section>
            </div>
          </div>
          <Section id="evidence" title="Evidence" aside="Pasted by staff: from the customer or our production">
            <FetchedPart fetchPart={fetchEvidence} placeholder="min-h-24">
              {({ EvidenceList }) => <EvidenceList page={page} {...addEvidence} close={closeError} />}
            </FetchedPart>
          </Section>
        </>
      )}
      <div className={PAIR}>
        <div className="min-w-0">
          <Section id="keys" title="Other keys of this customer">
            <FetchedPart fetchPart={fetchOtherKeys} placeholder="min-h-24">
              {({ OtherKeysList }) => <OtherKeysList page={page} />}
            </FetchedPart>
          </Section>
          <Section id="contacts" title="Contacts">
            <FetchedPart fetchPart={fetchProperties} placeholder="min-h-24">
              {({ KeyContacts }) => <KeyContacts page={page} />}
            </FetchedPart>
          </Section>
        </div>
        <div className="min-w-0">
          {use}
          <Section id="notes" title="Notes" aside="For staff only">
            <FetchedPart fetchPart={fetchNotes} placeholder="min-h-24">
              {({ NoteList }) => (
                <NoteList notes={page.notes} more={page.moreNotes} now={page.now} place={place} actions={tickets} />
              )}
            </FetchedPart>
          </Section>
        </div>
      </div>
      <div className={PAIR}>
        <Section id="facts" title="Key and customer">
          <FetchedPart fetchPart={fetchProperties} placeholder="min-h-64">
            {({ KeyProperties }) => <KeyProperties page={page} withdraw={ownership.withdraw} />}
          </FetchedPart>
        </Section>
        {page.ownership === 'proven' && (
          <div className="min-w-0">
            <Section
              title="Key details"
              aside={
                <>
                  From DescribeKey
                  {page.lastDescribedAt !== null && (
                    <>
                      {' '}
                      <PastInstant at={page.lastDescribedAt} now={page.now} />
                    </>
                  )}
                </>
              }
            >
              <FetchedPart fetchPart={fetchFacts} placeholder="min-h-40">
                {({ KeyFactsList }) => <KeyFactsList page={page} />}
              </FetchedPart>
            </Section>
            <Section title="What depends on this key" aside="Reported by other systems">
              <FetchedPart fetchPart={fetchDependents} placeholder="min-h-40">
                {({ DependentsList }) => <DependentsList page={page} />}
              </FetchedPart>
            </Section>
          </div>
        )}
      </div>
      {page.ownership === 'proven' && (
        <Section id="timeline" title="Timeline" aside="Changes, newest first">
          <FetchedPart fetchPart={fetchTimeline} placeholder="min-h-96">
            {({ KeyTimeline }) => <KeyTimeline page={page} />}
          </FetchedPart>
        </Section>
      )}
    </KeyActionsContext>
  );
}
