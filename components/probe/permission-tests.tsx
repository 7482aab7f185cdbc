import clsx from 'clsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { PermissionTest, ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import {
  answersToShow,
  byRank,
  errorTitle,
  otherAnswersWords,
  permissionWords,
  type PermissionWords,
} from '#lib/core/pages/permission-words.ts';

const TEXT = {
  good: toneText.positive,
  bad: toneText.danger,
  open: 'text-table text-subtle',
} as const satisfies Record<PermissionWords['is'], string>;

/** The last answer of every permission test, what was denied first, with the error from AWS where it refused. */
export function PermissionTests({ page }: { page: ProvenKeyPage }) {
  const keyState = page.facts?.keyState ?? null;
  const tests = byRank(page.rows, keyState);
  const { failing, others } = answersToShow(tests, keyState);
  return (
    <>
      <ul className="divide-y divide-line">
        {tests.map((test) => (
          <PermissionItem key={test.action} test={test} keyState={keyState} now={page.now} answer={test === failing} />
        ))}
      </ul>
      {page.explicitDeny !== null && <p className="mt-2 max-w-prose text-table">{page.explicitDeny}</p>}
      {others.length > 0 && (
        <Disclosure className="mt-2 text-table" summary={otherAnswersWords(others.length)}>
          {() =>
            others.map(({ action, lastCell }) => (
              <div key={action} className="mt-2">
                <code className="font-mono text-mono">kms:{action}</code>
                <AwsAnswer cell={lastCell} now={page.now} />
              </div>
            ))
          }
        </Disclosure>
      )}
      {page.principalArn !== null && (
        <div className="mt-2 text-table text-subtle">
          <p>
            Tested as <Identifier value={page.principalArn} whole what="principal ARN" />
          </p>
          <p>
            The customer’s CloudTrail shows allowed dry runs as DryRunOperationException. Denied calls appear only in
            our own CloudTrail.
          </p>
        </div>
      )}
    </>
  );
}

function PermissionItem({
  test,
  keyState,
  now,
  answer,
}: {
  test: PermissionTest;
  keyState: string | null;
  now: Date;
  /** Whether AWS's answer is shown with it. */
  answer: boolean;
}) {
  const { words, is, why } = permissionWords(test, keyState);
  const { lastCell } = test;
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-center gap-x-3">
        <Mark is={is} />
        <code className="min-w-0 flex-1 font-mono text-mono wrap-anywhere max-sm:basis-[calc(100%-2rem)]">
          kms:{test.action}
        </code>
        <span className={clsx('ml-auto max-sm:flex-1 max-sm:pl-5.5', TEXT[is])}>
          {words}
          {is === 'good' && lastCell?.result === 'allowed' && (
            <span className="text-table text-subtle tabular-nums"> {lastCell.durationMs} ms</span>
          )}
        </span>
        <span className="ml-auto text-right text-table text-subtle sm:w-20">
          {test.at !== null && <PastInstant at={test.at} now={now} />}
        </span>
      </div>
      {why !== null && <p className="mt-0.5 max-w-prose pl-5.5 text-table text-subtle">{why}</p>}
      {answer && lastCell !== null && (
        <div className="mt-1 pl-5.5 text-table">
          <AwsAnswer cell={lastCell} now={now} />
        </div>
      )}
    </li>
  );
}

/** AWS's own words, when, and the ID to find the call by. */
function AwsAnswer({ cell, now }: { cell: NonNullable<PermissionTest['lastCell']>; now: Date }) {
  return (
    <div className="mt-1 space-y-1 rounded-md border border-line bg-sunken px-2.5 py-1.5">
      <p className="font-medium">{errorTitle(cell)}</p>
      <p className="font-mono text-mono wrap-anywhere">{cell.error?.message}</p>
      <p className="text-subtle">
        <Instant at={cell.at} now={now} />
        {!cell.heldBack && `, after ${cell.durationMs} ms`}.{' '}
        {cell.requestId !== null && (
          <>
            Request <Identifier value={cell.requestId} what="request ID" />
          </>
        )}
      </p>
    </div>
  );
}

function Mark({ is }: { is: PermissionWords['is'] }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className="size-2.5 shrink-0">
      {is === 'good' && <circle cx="6" cy="6" r="5" className="fill-positive-solid" />}
      {is === 'bad' && <rect x="1" y="1" width="10" height="10" className="fill-danger-solid" />}
      {is === 'open' && (
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
