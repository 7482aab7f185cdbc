import type { ReplacementSource } from '#lib/core/replacement/replacement.ts';

/** A workspace whose active key may be replaced, or why it may not now. */
export type ReplaceableWorkspace = {
  id: string;
  name: string;
  region: string;
  /** The key that is replaced. */
  arn: string;
  /** Why it can't be chosen, and the page that this is about. */
  blocked: { words: string; href: string } | null;
};

/** What the form for a new request shows of a customer. */
export type NewReplacement = {
  id: string;
  name: string;
  workspaces: readonly ReplaceableWorkspace[];
  /** Who may have asked. Only a verified contact counts as one of the customer. */
  contacts: readonly { id: string; name: string; verified: boolean }[];
};

/** Which form it is, from its URL: for which customer, with which workspace chosen, and how the request began. */
export type NewReplacementAddress = {
  customerId?: string;
  workspaceId?: string;
  source?: ReplacementSource;
};

/** The address of the form. */
export function newReplacementHref({ customerId, workspaceId, source }: NewReplacementAddress): string {
  const query = new URLSearchParams({
    ...(customerId !== undefined && { customer: customerId }),
    ...(workspaceId !== undefined && { workspace: workspaceId }),
    ...(source !== undefined && { source }),
  }).toString();
  return query === '' ? '/replacements/new' : `/replacements/new?${query}`;
}
