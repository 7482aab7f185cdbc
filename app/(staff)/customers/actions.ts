'use server';

import { after } from 'next/server';
import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import type { SimilarCustomer } from '#lib/core/customer/customer-facts.ts';
import { refusal, type ActionState } from '#lib/core/form/action-state.ts';
import {
  ACCOUNT_REFUSAL_WORDS,
  CONTACT_REFUSAL_WORDS,
  isNameProblem,
  PROVIDER_REFUSAL_WORDS,
  STALE_CUSTOMER_WORDS,
  WORKSPACE_REFUSAL_WORDS,
  type SavedCustomer,
} from '#lib/core/form/customer-refusal-words.ts';
import { CHECK_ALL_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { addContact } from '#lib/use-cases/customer/add-contact.ts';
import { addCustomer } from '#lib/use-cases/customer/add-customer.ts';
import { addWorkspace } from '#lib/use-cases/customer/add-workspace.ts';
import { editContact } from '#lib/use-cases/customer/edit-contact.ts';
import { editCustomer, type EditCustomerRefusal } from '#lib/use-cases/customer/edit-customer.ts';
import { recordContactLeft } from '#lib/use-cases/customer/record-contact-left.ts';
import { recordSharedAccount } from '#lib/use-cases/customer/record-shared-account.ts';
import { revokeAccount } from '#lib/use-cases/customer/revoke-account.ts';
import { verifyContact } from '#lib/use-cases/customer/verify-contact.ts';
import { copyCombinedText } from '#lib/use-cases/customer-text/copy-combined-text.ts';
import { orderCheckOfAllKeys, runCheckOrder } from '#lib/use-cases/verdict/check-all-keys.ts';
import { CONTACT, FACTS, OF_ACCOUNT, OF_CONTACT, OF_CUSTOMER, VERIFICATION, WORKSPACE } from './form-fields.ts';
import { by } from '#app/(staff)/form-fields.ts';
import { asLines, editedBody, editOf, editRefusal } from '#app/(staff)/edited-reply.ts';

export const addCustomerAction = staffAction('customers:write', z.object(FACTS), async (input, staff, request) => {
  const { different, ...facts } = input;
  const added = await addCustomer(runtime(), { facts, different: different === 'yes' }, by(staff, request));
  return added.ok ? saved(added.value.customerId) : refused(added.reason, added.similar);
});

const EditForm = z.object({ ...OF_CUSTOMER, ...FACTS });

export const editCustomerAction = staffAction('customers:write', EditForm, async (input, staff, request) => {
  const { different, customerId, revision, ...facts } = input;
  const edit = { customerId, revision, facts, different: different === 'yes' };
  const edited = await editCustomer(runtime(), edit, by(staff, request));
  return edited.ok ? saved(customerId) : refused(edited.reason, edited.similar);
});

type Answer = ActionState<SavedCustomer, EditCustomerRefusal>;
const saved = (customerId: string): Answer => ({ status: 'done', value: { saved: true, customerId } });

/** A name of another customer is an answer with that customer, which the form shows as a refusal. */
function refused(reason: EditCustomerRefusal, similar: readonly SimilarCustomer[]): Answer {
  if (isNameProblem(reason)) return { status: 'done', value: { saved: false, problem: reason, similar } };
  if (reason === 'not_found' || reason === 'superseded') return refusal(reason, STALE_CUSTOMER_WORDS[reason]);
  const words = PROVIDER_REFUSAL_WORDS[reason];
  return refusal(reason, words, { providerName: words });
}

const OfOneCustomer = z.object({ customerId: z.uuid('Unknown customer.') });

export const checkAllKeysAction = staffAction('keys:check', OfOneCustomer, async (input, staff, { requestId }) => {
  const ordered = await orderCheckOfAllKeys(runtime(), input, actorOf(staff), requestId);
  if (!ordered.ok) return refusal(ordered.reason, CHECK_ALL_REFUSAL_WORDS[ordered.reason]);
  // The checks go on when the person leaves the page. What this process doesn't come to, the scheduler does.
  after(async () => {
    try {
      await runCheckOrder(runtime(), ordered.value, actorOf(staff), requestId);
    } catch (error) {
      runtime().log.warn({ err: error, requestId }, 'some keys of a customer are left to the scheduler');
    }
  });
  return { status: 'done', value: { keys: ordered.value.keys.length } };
});

const CopyCombinedForm = z.object({
  ...OfOneCustomer.shape,
  edited: editedBody,
  /** What the reply told from which they edited. */
  tells: z.string().max(40_000).transform(asLines).optional(),
});

export const copyCombinedTextAction = staffAction(
  'texts:copy',
  CopyCombinedForm,
  async (input, staff, { requestId }) => {
    const asked = { customerId: input.customerId, edited: editOf(input) };
    const copied = await copyCombinedText(runtime(), asked, actorOf(staff), requestId);
    if (copied.ok) return { status: 'done', value: copied.value };
    switch (copied.reason) {
      case 'edit_refused':
      case 'changed_meanwhile':
        return editRefusal(copied);
      case 'not_found':
        return refusal(copied.reason, CHECK_ALL_REFUSAL_WORDS.not_found);
      case 'nothing_to_send':
        return refusal(copied.reason, copied.words);
    }
  },
);

const WorkspaceForm = z.object({ ...OF_CUSTOMER, ...WORKSPACE });

export const addWorkspaceAction = staffAction('customers:write', WorkspaceForm, async (input, staff, request) => {
  const added = await addWorkspace(runtime(), input, by(staff, request));
  if (added.ok) return { status: 'done', value: added.value };
  const words = WORKSPACE_REFUSAL_WORDS[added.reason];
  const field = {
    workspace_exists: 'name',
    unsafe_name: 'name',
    region_not_hosted: 'region',
    not_found: null,
    superseded: null,
  }[added.reason];
  return refusal(added.reason, words, field === null ? undefined : { [field]: words });
});

const AddContactForm = z.object({ ...OF_CUSTOMER, ...CONTACT });

export const addContactAction = staffAction('customers:write', AddContactForm, async (input, staff, request) => {
  const added = await addContact(runtime(), input, by(staff, request));
  if (added.ok) return { status: 'done', value: added.value };
  return refusal(added.reason, STALE_CUSTOMER_WORDS[added.reason]);
});

const EditContactForm = z.object({ ...OF_CONTACT, ...CONTACT });

export const editContactAction = staffAction('customers:write', EditContactForm, async (input, staff, request) => {
  const edited = await editContact(runtime(), input, by(staff, request));
  if (edited.ok) return { status: 'done', value: edited.value };
  return refusal(edited.reason, CONTACT_REFUSAL_WORDS[edited.reason]);
});

const VerifyForm = z.object({ ...OF_CONTACT, ...VERIFICATION });

export const verifyContactAction = staffAction('customers:write', VerifyForm, async (input, staff, request) => {
  const verified = await verifyContact(runtime(), input, by(staff, request));
  if (verified.ok) return { status: 'done', value: verified.value };
  return refusal(verified.reason, CONTACT_REFUSAL_WORDS[verified.reason]);
});

const ContactForm = z.object(OF_CONTACT);

export const contactLeftAction = staffAction('customers:write', ContactForm, async (input, staff, request) => {
  const left = await recordContactLeft(runtime(), input, by(staff, request));
  if (left.ok) return { status: 'done', value: left.value };
  return refusal(left.reason, CONTACT_REFUSAL_WORDS[left.reason]);
});

const AccountForm = z.object(OF_ACCOUNT);

export const sharedAccountAction = staffAction('customers:write', AccountForm, async (input, staff, request) => {
  const shared = await recordSharedAccount(runtime(), input, by(staff, request));
  if (shared.ok) return { status: 'done', value: shared.value };
  return refusal(shared.reason, ACCOUNT_REFUSAL_WORDS[shared.reason]);
});

export const revokeAccountAction = staffAction('ownership:withdraw', AccountForm, async (input, staff, request) => {
  const revoked = await revokeAccount(runtime(), input, by(staff, request));
  if (revoked.ok) return { status: 'done', value: revoked.value };
  return refusal(revoked.reason, ACCOUNT_REFUSAL_WORDS[revoked.reason]);
});
