/** What can be handed over: what a person has, and what they copied without saying that it was sent. */
export const HANDED_OVER_KINDS = ['ticket', 'setup', 'replacement', 'unsent_text'] as const;
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
};

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

const promisedMs = ({ promise }: HandedOver): number => promise?.until.getTime() ?? Number.POSITIVE_INFINITY;

/** Items in the order in which somebody must look at them: by the time of their promise, then by customer and kind. */
export const promisesFirst = (items: readonly HandedOver[]): HandedOver[] =>
  items.toSorted(
    (a, b) =>
      // Two without a promise are equal here: the difference of two infinities is no number.
      promisedMs(a) - promisedMs(b) ||
      0 ||
      a.customerName.localeCompare(b.customerName) ||
      HANDED_OVER_KINDS.indexOf(a.kind) - HANDED_OVER_KINDS.indexOf(b.kind),
  );

/** Where an item is worked on. */
export function itemHref({ kind, id, customerId }: Pick<HandedOver, 'kind' | 'id' | 'customerId'>): string {
  if (kind === 'setup') return `/setups/${id}`;
  if (kind === 'replacement') return `/replacements/${id}`;
  return `/customers/${customerId}#${kind === 'ticket' ? 'tickets' : 'texts'}`;
}
