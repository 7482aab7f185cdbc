import Link from 'next/link';
import { Badge } from '#components/ui/badge.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { KeyPage } from '#lib/core/pages/key-page.ts';

/** Which key this is, in the line under the page's title. */
export function KeyIdentityLine({ page }: { page: KeyPage }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Identifier value={page.arn} what="key ARN" />
      <span>{page.regionName === null ? page.region : `${page.regionName}, ${page.region}`}</span>
      {page.usedBy.length > 0 && <span className="wrap-anywhere">used by {page.usedBy.join(', ')}</span>}
      {page.setupId !== null && (
        <Link href={`/setups/${page.setupId}`} prefetch={false} className="link">
          Open the setup
        </Link>
      )}
      {page.role !== 'active' && <Badge>{KEY_ROLE_WORD[page.role]}</Badge>}
    </span>
  );
}
