import Link from 'next/link';
import { Section } from '#components/ui/section.tsx';
import { VerdictMark } from '#components/verdict/verdict-mark.tsx';
import type { KeyPage } from '#lib/core/pages/key-page.ts';

/** The same customer's other keys: an old key may still be needed, a new one may be on its way. */
export function OtherKeys({ page }: { page: KeyPage }) {
  return (
    <Section title="Other keys of this customer">
      {page.otherKeys.length === 0 ? (
        <p className="text-subtle">This is the only one.</p>
      ) : (
        <ul className="divide-y divide-line">
          {page.otherKeys.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center gap-x-3 py-1.5">
              <VerdictMark status={key.verdict.status} />
              <Link href={`/keys/${key.id}`} prefetch={false} className="link font-mono text-mono wrap-anywhere">
                {key.arn.slice(key.arn.indexOf('/') + 1)}
              </Link>
              <span className="text-subtle">
                {key.role}, {key.region}, {key.verdictWords.toLowerCase()}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
