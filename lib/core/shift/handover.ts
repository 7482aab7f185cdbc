import type { ToldChannel } from '#lib/core/customer/told.ts';

/**
 * What can be handed over: what a person has, the texts of which they have to say whether they were sent, and those that
 * they sent and that wait for the customer, or for us to write again.
 */
export const HANDED_OVER_KINDS = ['ticket', 'setup', 'replacement', 'unsent_text', 'told_text'] as const;
export type HandedOverKind = (typeof HANDED_OVER_KINDS)[number];

/** One thing that was handed over. */
export type HandedOver = {
  kind: HandedOverKind;
  id: string;
  customerId: string;
  customerName: string;
  /** The ticket, or what it is, in words. */
  what: string;
  /** What was promised and until when; null where nothing was. */
  promise: { words: string; until: Date } | null;
  /** Where it stands, in words, and how bad that is (`RANKS`); null where nothing is known. */
  state: { words: string; rank: number } | null;
  /** By when somebody must act, beside the promise. */
  deadlineAt: Date | null;
  /** Who copied a text, and when; null for everything else. */
  copied: { by: string; at: Date } | null;
  /** Whom a sent text told, how and when; null for everything else. */
  told: { to: string; channel: ToldChannel; at: Date } | null;
  /** The key that a sent text is about, where it is one alone. */
  keyId: string | null;
};

/** How bad the state of an item is: the order of those with the same deadline, or with none. */
export const RANKS = { unusable: 0, attention: 1, unverified: 1, usable: 3, alarm: 0, needs_us: 2 } as const;

/** Which thing: what a form sends for it. */
export type ItemRef = Pick<HandedOver, 'kind' | 'id'>;

/** One value for an item, as a form sends it: `ticket:<id>`. */
export const itemValue = ({ kind, id }: ItemRef): string => `${kind}:${id}`;

const ITEM_VALUE = /^([a-z_]+):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Reads such a value; null where it is none. */
export function readItemValue(value: string): ItemRef | null {
  const [, name, id] = ITEM_VALUE.exec(value) ?? [];
  const kind = HANDED_OVER_KINDS.find((known) => known === name);
  return kind === undefined || id === undefined ? null : { kind, id };
}

/** By when somebody must do something about it: the promise or the deadline, whichever is earlier. */
const dueMs = ({ promise, deadlineAt }: HandedOver): number =>
  Math.min(...[promise?.until ?? null, deadlineAt].map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY));
const rankOf = ({ state }: HandedOver): number => state?.rank ?? RANKS.usable;
const textMs = ({ copied, told }: HandedOver): number => (copied ?? told)?.at.getTime() ?? 0;

/** Items in the order in which somebody must look at them: by promise or deadline, then by how bad their state is. */
export const dueFirst = (items: readonly HandedOver[]): HandedOver[] =>
  items.toSorted(
    (a, b) =>
      // Two without a deadline are equal here: the difference of two infinities is no number.
      dueMs(a) - dueMs(b) ||
      0 ||
      rankOf(a) - rankOf(b) ||
      a.customerName.localeCompare(b.customerName) ||
      HANDED_OVER_KINDS.indexOf(a.kind) - HANDED_OVER_KINDS.indexOf(b.kind) ||
      textMs(a) - textMs(b),
  );

/** Where an item is worked on. */
export function itemHref({
  kind,
  id,
  customerId,
  keyId,
}: Pick<HandedOver, 'kind' | 'id' | 'customerId' | 'keyId'>): string {
  if (keyId !== null) return `/keys/${keyId}`;
  if (kind === 'setup') return `/setups/${id}`;
  if (kind === 'replacement') return `/replacements/${id}`;
  return `/customers/${customerId}#${kind === 'ticket' ? 'tickets' : 'texts'}`;
}
