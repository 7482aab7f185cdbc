import {
  TEXT_ABOUT_WORD,
  type CustomerTextBody,
  type CustomerTextItem,
  type CustomerTextsPage,
} from '#lib/core/pages/customer-history.ts';
import { keysWords } from '#lib/core/text/keys-words.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import {
  bodyOfText,
  copiedTextsOf,
  readTextCursor,
  writeTextCursor,
  type CopiedText,
  type TextSource,
} from '#lib/db/customer-text/customer-texts.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import type { ReadDeps } from '#lib/queries/key/key-list.ts';

const TEXTS_A_PAGE = 20;

const HREF_OF = { setup: '/setups', replacement: '/replacements', departure: '/departures' } as const;

function itemOf({ source, id, ofId, subject, at, by, keys, ...sent }: CopiedText): CustomerTextItem {
  const [key] = keys;
  const { sentAt, sentBy, sentTo, channel, notSentAt } = sent;
  const work =
    source === 'keys'
      ? keys.length === 1 && key !== undefined
        ? `/keys/${key.id}`
        : null
      : `${HREF_OF[source]}/${ofId ?? ''}`;
  return {
    source,
    id,
    subject,
    copied: { at: at.toISOString(), by },
    sent:
      sentAt === null || channel === null
        ? null
        : { at: sentAt.toISOString(), by: sentBy ?? '', to: sentTo ?? '', channel },
    notSentAt: notSentAt?.toISOString() ?? null,
    href: work,
    about: source === 'keys' ? keysWords(keys.length) : TEXT_ABOUT_WORD[source],
  };
}

/** A page of the texts that people copied for a customer, newest first; null without such a customer. */
export async function readCustomerTexts(
  deps: Pick<ReadDeps, 'db' | 'clock'>,
  staff: { role: StaffRole },
  customerId: string,
  after: string | null,
): Promise<CustomerTextsPage | null> {
  mayRead(staff);
  const cursor = after === null ? null : readTextCursor(after);
  const [customer, { items, more }] = await Promise.all([
    findCustomer(deps.db, customerId),
    copiedTextsOf(deps.db, customerId, cursor, TEXTS_A_PAGE),
  ]);
  if (customer === null) return null;
  const last = items.at(-1);
  return {
    now: deps.clock().toISOString(),
    items: items.map(itemOf),
    after: more && last !== undefined ? writeTextCursor(last) : null,
  };
}

/** The body of one of these texts, when a person asks for it; null where this customer has no such text. */
export async function readCustomerTextBody(
  deps: Pick<ReadDeps, 'db'>,
  staff: { role: StaffRole },
  text: { customerId: string; source: TextSource; textId: string },
): Promise<CustomerTextBody | null> {
  mayRead(staff);
  return bodyOfText(deps.db, text);
}

function mayRead(staff: { role: StaffRole }): void {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read texts.`);
}
