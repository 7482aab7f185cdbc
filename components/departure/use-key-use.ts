import { parseWithDates } from '#components/ui/read-json.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { KeyUsePage } from '#lib/core/pages/key-use-page.ts';

const parse = (text: PageText<KeyUsePage>): KeyUsePage => parseWithDates(text) as KeyUsePage;
const concerns = ({ kind, id }: HeardChange, page: KeyUsePage): boolean =>
  (kind === 'key' && id === page.keyId) || kind === 'departure' || kind === 'setup';

export type InitialKeyUse = { customerKeyId: string; initialText: PageText<KeyUsePage> };

/** What uses a key, kept current: the notice above the page and the section below read the same. */
export const useKeyUse = ({ customerKeyId, initialText }: InitialKeyUse) =>
  useLiveQuery({
    queryKey: ['key-use', customerKeyId],
    address: `/api/keys/${customerKeyId}/use`,
    initialText,
    parse,
    concerns,
  });
