'use client';

import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { Section } from '#components/ui/section.tsx';
import type { KeyPage } from '#lib/core/pages/key-page.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import { CHECK_WITHDRAWN_WORDS } from '#lib/core/form/ownership-refusals.ts';
import { CHECK_REFUSAL_WORDS, PROVE_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import type { Added } from '#components/evidence/evidence-form.tsx';
import { NeededAgain } from '#components/departure/needed-again.tsx';
import { KeyActionsContext } from '#components/probe/key-actions.ts';
import { KeyDates } from './key-clocks.tsx';
import { CustomerTextSection, type ReplyActions } from '#components/customer-text/customer-text.tsx';
import { KeyIdentityLine } from './key-identity.tsx';
import { useLastListHref } from './last-list.ts';
import type { OwnershipActions, PageAction } from './ownership-actions.ts';
import { PermissionTests } from '#components/probe/permission-grid.tsx';
import { RegionNotices } from '#components/probe/region-notices.tsx';
import { UnprovenOwnership } from './unproven-ownership.tsx';
import { useKeyPage } from './use-key-page.ts';
import { KeyStatus } from '#components/verdict/verdict-panel.tsx';

// Below the fold: their code is fetched when the page is there, and the server doesn't render them. The first HTML has
// the status, the cause, the next action, the reply, the permissions and the dates.
const fetchStrip = () => import('#components/verdict/status-strip.tsx');
const fetchRotation = () => import('#components/rotation/rotation-history.tsx');
const fetchFacts = () => import('./key-facts-list.tsx');
const fetchDependents = () => import('#components/service/dependents-list.tsx');
const fetchProperties = () => import('./key-properties.tsx');
const fetchTimeline = () => import('./key-events.tsx');
const fetchOtherKeys = () => import('./other-keys.tsx');
const fetchEvidence = () => import('#components/evidence/evidence-list.tsx');

/** Why nobody may check this key now; null where only the person's role decides. */
const keyBlocks = (page: KeyPage): string | null =>
  page.role === 'retired'
    ? CHECK_REFUSAL_WORDS.retired
    : page.ownership === 'unproven'
      ? page.withdrawn === null
        ? CHECK_REFUSAL_WORDS.ownership_unproven
        : CHECK_WITHDRAWN_WORDS
      : null;

/** The page of one key: its status first, then what that is based on. It updates after every check of the key. */
export function KeyView<EvidenceProblem extends string, CloseProblem extends string, CopyProblem extends string>({
  customerKeyId,
  initialText,
  actions,
  addEvidence,
  closeError,
  copyReply,
  ownership,
  use,
}: {
  customerKeyId: string;
  initialText: PageText<KeyPage>;
  /** The buttons of the page's header; each knows its key by `useKeyActions`. */
  actions: ReactNode;
  addEvidence: PageAction<Added, EvidenceProblem>;
  closeError: PageAction<{ customerKeyId: string }, CloseProblem>;
  copyReply: ReplyActions<CopyProblem>;
  ownership: OwnershipActions;
  /** What uses the key, and how it is let go. */
  use: ReactNode;
}) {
  const { page, outdated, readAgain } = useKeyPage(customerKeyId, initialText);
  const listHref = useLastListHref();
  const [lastPressed, pressed] = useState<string | null>(null);
  return (
    <KeyActionsContext
      value={{
        customerKeyId: page.id,
        keyBlocks: keyBlocks(page),
        testBlocks: page.role === 'released' ? PROVE_REFUSAL_WORDS.released : null,
        readAgain,
        lastPressed,
        pressed,
      }}
    >
      <PageHeader
        title={
          <Link href={`/customers/${page.customerId}`} prefetch={false} className="rounded-sm hover:underline">
            {page.customerName}
          </Link>
        }
        summary={<KeyIdentityLine page={page} />}
        trail={[{ href: listHref, label: 'Keys' }]}
        actions={actions}
      />
      {outdated && <OutdatedNotice what="page" now={page.now} />}
      {page.regionFreshness !== null && <RegionNotices regions={[page.regionFreshness]} now={page.now} quiet={false} />}
      {page.neededAgain !== null && <NeededAgain {...page.neededAgain} now={page.now} />}
      {page.ownership === 'unproven' ? (
        <UnprovenOwnership page={page} actions={ownership} />
      ) : (
        <>
          <div className="grid gap-x-10 gap-y-8 xl:grid-cols-2 [&>*]:mt-0">
            <KeyStatus page={page} />
            <CustomerTextSection page={page} {...copyReply} readAgain={readAgain} />
          </div>
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <PermissionTests page={page} />
            <div className="min-w-0">
              <KeyDates page={page} />
              <Section title="Status history" aside="90 days; worst status of each UTC day">
                <FetchedPart fetchPart={fetchStrip} placeholder="min-h-40">
                  {({ StatusStrip }) => (
                    <StatusStrip strip={page.strip} periods={`/api/keys/${page.id}/periods`} now={page.now} />
                  )}
                </FetchedPart>
              </Section>
              <Section title="Rotation">
                <FetchedPart fetchPart={fetchRotation} placeholder="min-h-24">
                  {({ RotationHistory }) => <RotationHistory page={page} />}
                </FetchedPart>
              </Section>
            </div>
          </div>
          <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
            <div className="min-w-0">
              <Section title="Key details" aside="From DescribeKey">
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
            <Section title="Timeline" aside="Changes, newest first">
              <FetchedPart fetchPart={fetchTimeline} placeholder="min-h-96">
                {({ KeyTimeline }) => <KeyTimeline page={page} />}
              </FetchedPart>
            </Section>
          </div>
          <Section title="Evidence from the customer" aside="Pasted by staff, not seen by our checks">
            <FetchedPart fetchPart={fetchEvidence} placeholder="min-h-24">
              {({ EvidenceList }) => (
                <EvidenceList page={page} {...addEvidence} close={closeError} onAdded={readAgain} />
              )}
            </FetchedPart>
          </Section>
        </>
      )}
      {use}
      <div className="my-8 grid gap-x-10 gap-y-8 lg:grid-cols-2 [&>*]:mt-0">
        <Section title="Key and customer">
          <FetchedPart fetchPart={fetchProperties} placeholder="min-h-64">
            {({ KeyProperties }) => <KeyProperties page={page} withdraw={ownership.withdraw} />}
          </FetchedPart>
        </Section>
        <Section title="Other keys of this customer">
          <FetchedPart fetchPart={fetchOtherKeys} placeholder="min-h-24">
            {({ OtherKeysList }) => <OtherKeysList page={page} />}
          </FetchedPart>
        </Section>
      </div>
    </KeyActionsContext>
  );
}
