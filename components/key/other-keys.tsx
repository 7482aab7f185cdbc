import Link from 'next/link';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { KEY_ROLE_WORD, NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { KeyPage } from '#lib/core/pages/key-page.ts';

/** The customer's other keys: an old one may still be needed, a new one may be pending setup. */
export function OtherKeysList({ page }: { page: KeyPage }) {
  if (page.otherKeys.length === 0) return <p className="text-subtle">None. This is the customer’s only key.</p>;
  return (
    <ul className="divide-y divide-line">
      {page.otherKeys.map((key) => (
        <li key={key.id} className="flex items-baseline gap-x-3 py-1.5">
          {key.role !== 'retired' && <StatusMark status={key.verdict.status} role={key.role} />}
          <span className="flex flex-wrap items-baseline gap-x-3">
            <Link href={`/keys/${key.id}`} prefetch={false} className="link font-mono text-mono wrap-anywhere">
              {key.arn.slice(key.arn.indexOf('/') + 1)}
            </Link>
            <span className="text-subtle">
              {KEY_ROLE_WORD[key.role]}, {key.region},{' '}
              {(key.role === 'retired' ? NO_LONGER_CHECKED : key.verdictWords).toLowerCase()}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
