import clsx from 'clsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { toneText, type Tone } from '#components/ui/tone.ts';
import type { PermissionRow, ProvenKeyPage } from '#lib/core/key-page.ts';

type Words = { words: string; tone: Tone; mark: 'circle' | 'square' | 'dashed' };

const RESULT = {
  allowed: { words: 'allowed', tone: 'positive', mark: 'circle' },
  denied: { words: 'denied', tone: 'danger', mark: 'square' },
  wrong_state: { words: 'refused for the key’s state', tone: 'danger', mark: 'square' },
} as const satisfies Record<NonNullable<PermissionRow['result']>, Words>;

const UNTESTED: Words = { words: 'not tested yet', tone: 'muted', mark: 'dashed' };
const NOT_SEEN: Words = { words: 'no answer so far', tone: 'muted', mark: 'dashed' };

/** A disabled or pending key is only described (H21): what was allowed before says nothing of now. */
const notAsked = (row: PermissionRow): Words => ({
  words: row.result === null ? 'not asked in this key state' : `not asked in this key state, ${row.result} before`,
  tone: 'muted',
  mark: 'dashed',
});

function wordsOf(row: PermissionRow): Words {
  if (!row.tested) return UNTESTED;
  if (row.lastCell?.result === 'not_run') return notAsked(row);
  return row.result === null ? NOT_SEEN : RESULT[row.result];
}

/** What we may do with the key, a row a permission, with AWS's own words as evidence where it refused. */
export function PermissionGrid({ page }: { page: ProvenKeyPage }) {
  return (
    <Section title="What we may do" aside="Last answer of each dry run">
      <ul className="divide-y divide-line">
        {page.rows.map((row) => {
          const { words, tone, mark } = wordsOf(row);
          return (
            <li key={row.action} className="py-1.5">
              <div className="flex flex-wrap items-center gap-x-3">
                <Mark mark={mark} tone={tone} />
                <code className="flex-1 font-mono text-mono max-sm:basis-[calc(100%-2rem)]">kms:{row.action}</code>
                <span
                  className={clsx('max-sm:flex-1 max-sm:pl-5.5', tone === 'muted' ? 'text-subtle' : toneText[tone])}
                >
                  {words}
                </span>
                <span className="text-right text-table text-subtle sm:w-24">
                  {row.at !== null && <Instant at={row.at} now={page.now} />}
                </span>
              </div>
              {row.lastCell !== null && row.lastCell.error !== null && row.lastCell.result !== 'allowed' && (
                <details className="mt-1 pl-5.5 text-table">
                  <summary className="cursor-pointer text-subtle">
                    {row.lastCell.error.name}
                    {row.lastCell.result === 'could_not_tell' && ', which says nothing about the permission'}
                  </summary>
                  <div className="mt-1 space-y-1 rounded-md border border-line bg-sunken px-2.5 py-1.5">
                    <p className="font-mono text-mono wrap-anywhere">{row.lastCell.error.message}</p>
                    <p className="text-subtle">
                      <Instant at={row.lastCell.at} now={page.now} />, after {row.lastCell.durationMs} ms.{' '}
                      {row.lastCell.requestId !== null && (
                        <>
                          Request <Identifier value={row.lastCell.requestId} what="request id" />
                        </>
                      )}
                    </p>
                  </div>
                </details>
              )}
            </li>
          );
        })}
        <li className="py-1.5">
          <div className="flex flex-wrap items-center gap-x-3">
            <Mark mark="dashed" tone="muted" />
            <code className="flex-1 font-mono text-mono max-sm:basis-[calc(100%-2rem)]">kms:CreateGrant</code>
            <span className="text-subtle max-sm:pl-5.5">not testable from here</span>
            <span className="sm:w-24" />
          </div>
          <p className="mt-0.5 max-w-prose pl-5.5 text-table text-subtle">
            The standard policy lets only AWS services make grants for us, so a call of ours is denied on a correct key.
          </p>
        </li>
      </ul>
      {page.principalArn !== null && (
        <p className="mt-2 text-table text-subtle">
          Asked as <Identifier value={page.principalArn} what="principal ARN" />. The customer’s CloudTrail shows the
          passed dry runs as DryRunOperationException; refused calls are logged only on our side.
        </p>
      )}
    </Section>
  );
}

function Mark({ mark, tone }: { mark: Words['mark']; tone: Tone }) {
  const colour = tone === 'positive' ? 'fill-positive-solid' : 'fill-danger-solid';
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className="size-2.5 shrink-0">
      {mark === 'circle' && <circle cx="6" cy="6" r="5" className={colour} />}
      {mark === 'square' && <rect x="1" y="1" width="10" height="10" className={colour} />}
      {mark === 'dashed' && (
        <circle
          cx="6"
          cy="6"
          r="4.75"
          fill="none"
          className="stroke-muted-solid"
          strokeWidth="1.5"
          strokeDasharray="2.2 1.6"
        />
      )}
    </svg>
  );
}
