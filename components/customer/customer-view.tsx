'use client';

import type { ReactNode } from 'react';
import type { AnswerActions } from '#components/customer-text/sent-form.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { OutdatedNotice } from '#components/ui/outdated-notice.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { SectionLinks } from '#components/ui/section-links.tsx';
import { Section } from '#components/ui/section.tsx';
import { greetedContact } from '#lib/core/customer/greeted-contact.ts';
import { keyStatusWords } from '#lib/core/finding/key-status-words.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { SavedCustomer } from '#lib/core/form/customer-refusal-words.ts';
import type { CustomerPage } from '#lib/core/pages/customer-page.ts';
import { CUSTOMER_SECTIONS } from '#lib/core/pages/customer-sections.ts';
import { CheckAllKeys, CheckAllLine } from './check-all-keys.tsx';
import type { CopyCombined } from './combined-reply.tsx';
import type { ContactActions } from './contact-list.tsx';
import { CustomerDepartures } from './customer-departures.tsx';
import { CustomerFactsList } from './customer-facts.tsx';
import { CustomerKeys } from './customer-keys.tsx';
import { CustomerReplacements } from './customer-replacements.tsx';
import { CustomerRoles } from './customer-roles.tsx';
import { CustomerSetups } from './customer-setups.tsx';
import { EditCustomer } from './edit-customer.tsx';
import { StartDeparture, type LeavingActions } from './departure-forms.tsx';
import type { CopyOfKey } from './restore-question.tsx';
import { useCustomerPage } from './use-customer-page.ts';
import { WorkspaceList, type RegionChoice } from './workspace-list.tsx';

// What few visits need is fetched when it is shown.
const fetchReply = () => import('./combined-reply.tsx');
// Both stand beside the facts, below the fold, with forms that few visits open.
const fetchPeople = async () => {
  const [{ ContactList }, { AccountList }] = await Promise.all([
    import('./contact-list.tsx'),
    import('./account-list.tsx'),
  ]);
  return { ContactList, AccountList };
};
const fetchRestore = () => import('./restore-question.tsx');
const fetchTexts = () => import('./text-list.tsx');
const fetchHistory = () => import('./history-list.tsx');

/** How many keys there are, and what is wrong with the most urgent one. */
function summaryOf({ keys: { items, more } }: CustomerPage): string {
  const [lead] = items;
  if (lead === undefined) return 'No key yet.';
  const statusWords = keyStatusWords(lead.verdict.status, lead.role);
  const words = lead.causeWord === null ? statusWords : `${statusWords}: ${lead.causeWord}`;
  if (items.length === 1) return `One key: ${words}.`;
  const allUsable = items.every(
    ({ verdict, role, causeWord }) => verdict.status === 'usable' && role !== 'retired' && causeWord === null,
  );
  const count = `${items.length}${more ? '+' : ''} keys`;
  return allUsable && !more ? `${count}. All usable.` : `${count}. The most urgent: ${words}.`;
}

/** The page of a customer: keys, facts, workspaces, contacts and AWS accounts, updated when somebody changes them. */
export function CustomerView<
  EditProblem extends string,
  Workspace,
  WorkspaceProblem extends string,
  Added,
  AddProblem extends string,
  Changed,
  ContactProblem extends string,
  Account,
  AccountProblem extends string,
>({
  customerId,
  initialText,
  regions,
  blockedReason,
  setupsBlock,
  replacementsBlock,
  edit,
  addWorkspace,
  leaving,
  contacts,
  shareAccount,
  revokeAccount,
  checkAll,
  reply,
  replyOfKey,
  answers,
  tickets,
  notes,
}: {
  customerId: string;
  initialText: PageText<CustomerPage>;
  regions: readonly RegionChoice[];
  /** Why this person's role may not change customers; null where it may. */
  blockedReason: string | null;
  /** Why it may not start setups; null where it may. */
  setupsBlock: string | null;
  /** Why it may not start replacements; null where it may. */
  replacementsBlock: string | null;
  edit: FormAction<SavedCustomer, EditProblem>;
  addWorkspace: FormAction<Workspace, WorkspaceProblem>;
  leaving: LeavingActions;
  contacts: ContactActions<Added, AddProblem, Changed, ContactProblem>;
  shareAccount: FormAction<Account, AccountProblem>;
  revokeAccount: { action: FormAction<Account, AccountProblem>; blockedReason: string | null };
  checkAll: { action: FormAction<{ keys: number }, string>; blockedReason: string | null };
  /** Copies one reply about all keys. */
  reply: CopyCombined;
  /** Copies the reply about one key. */
  replyOfKey: CopyOfKey;
  /** Record whether a copied reply about keys was sent. */
  answers: AnswerActions;
  /** The tickets of the customer. */
  tickets: ReactNode;
  /** The notes about the customer. */
  notes: ReactNode;
}) {
  const { page, outdated, readAgain } = useCustomerPage(customerId, initialText);
  const changes = { page, blockedReason };
  const contactName = greetedContact(page.contacts.filter(({ leftAt }) => leftAt === null));
  return (
    <>
      <PageHeader
        title={page.name}
        summary={summaryOf(page)}
        trail={[{ href: '/customers', label: 'Customers' }]}
        actions={
          <>
            <CheckAllKeys page={page} readAgain={readAgain} {...checkAll} />
            <LinkButton href={`/customers/${customerId}/evidence-pack`} prefetch={false}>
              Evidence pack
            </LinkButton>
            <StartDeparture page={page} actions={leaving} />
            <EditCustomer {...changes} action={edit} />
          </>
        }
      />
      {outdated && <OutdatedNotice what="page" now={page.now} />}
      <CheckAllLine page={page} />
      <SectionLinks sections={CUSTOMER_SECTIONS} />
      <CustomerKeys page={page} />
      <Section id="reply" title="One reply about all keys">
        <Disclosure summary="Show the reply">
          {() => (
            <div className="mt-2">
              <FetchedPart fetchPart={fetchReply} placeholder="min-h-40">
                {({ CombinedReply }) => (
                  <CombinedReply
                    customerId={customerId}
                    copy={reply}
                    contactName={contactName}
                    hasTicket={page.hasTicket}
                    answers={answers}
                  />
                )}
              </FetchedPart>
            </div>
          )}
        </Disclosure>
      </Section>
      <Section id="tickets" title="Tickets">
        {tickets}
      </Section>
      <Section id="restore" title="Which key a restore needs">
        <FetchedPart fetchPart={fetchRestore} placeholder="min-h-16">
          {({ RestoreQuestion }) => (
            <RestoreQuestion page={page} copy={replyOfKey} contactName={contactName} answers={answers} />
          )}
        </FetchedPart>
      </Section>
      <CustomerRoles page={page} />
      <CustomerSetups page={page} blockedReason={setupsBlock} />
      <CustomerReplacements page={page} blockedReason={replacementsBlock} />
      <CustomerDepartures page={page} />
      <div className="mt-8 grid gap-x-10 gap-y-8 xl:grid-cols-2">
        <div className="min-w-0">
          <Section id="facts" title="Facts">
            <CustomerFactsList page={page} />
          </Section>
          <WorkspaceList {...changes} regions={regions} action={addWorkspace} leaving={leaving} />
        </div>
        {/* A link to the contacts leads here before their code is fetched. */}
        <div id="contacts" className="min-w-0 scroll-mt-12">
          <FetchedPart fetchPart={fetchPeople} placeholder="min-h-96">
            {({ ContactList, AccountList }) => (
              <>
                <ContactList {...changes} actions={contacts} />
                <AccountList page={page} share={{ action: shareAccount, blockedReason }} revoke={revokeAccount} />
              </>
            )}
          </FetchedPart>
        </div>
      </div>
      <Section id="notes" title="Notes" aside="For staff only">
        {notes}
      </Section>
      <Section id="texts" title="Texts copied and sent">
        <Disclosure summary="Show the texts">
          {() => (
            <FetchedPart fetchPart={fetchTexts}>
              {({ TextList }) => (
                <TextList
                  customerId={customerId}
                  contactName={contactName}
                  hasTicket={page.hasTicket}
                  answers={reply.blockedReason === null ? answers : null}
                />
              )}
            </FetchedPart>
          )}
        </Disclosure>
      </Section>
      <Section id="history" title="History">
        <Disclosure summary="Show the history">
          {() => (
            <div className="mt-3">
              <FetchedPart fetchPart={fetchHistory}>
                {({ HistoryList }) => <HistoryList customerId={customerId} />}
              </FetchedPart>
            </div>
          )}
        </Disclosure>
      </Section>
    </>
  );
}
