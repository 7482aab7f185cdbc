/** The lists whose columns, filters and sort order a person can save. */
export const LISTS = ['keys', 'customers'] as const;
export type ListName = (typeof LISTS)[number];

export const LIST_PATH = { keys: '/keys', customers: '/customers' } as const satisfies Record<ListName, string>;
