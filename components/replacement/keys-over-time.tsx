import clsx from 'clsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import type { AssignmentRole } from '#lib/core/key/role.ts';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { KeyOverTime } from '#lib/core/pages/replacement-page.ts';
import { dayWords } from '#lib/core/text/time-words.ts';

/** An active key is filled, a retained one outlined, a released one dashed: told apart without color too. */
const ROLE_CLASS: Readonly<Record<AssignmentRole, string>> = {
  active: 'fill-line-strong',
  retained: 'fill-none stroke-line-strong',
  released: 'fill-none stroke-line',
};

/** Which key protected the workspace when: one line a key, its roles as segments, a tick for each rotation of its material. */
export function KeysOverTime({ keys, now }: { keys: readonly KeyOverTime[]; now: Date }) {
  const begins = Math.min(...keys.flatMap(({ periods }) => periods.map(({ from }) => from.getTime())));
  const whole = now.getTime() - begins;
  if (keys.length === 0 || whole <= 0) return null;
  const share = (at: Date): number => Math.min(100, Math.max(0, (100 * (at.getTime() - begins)) / whole));
  return (
    <ol aria-label="Keys over time" className="space-y-3">
      {keys.map(({ keyId, arn, periods, rotations }) => (
        <li key={keyId}>
          <p className="text-table">
            <Identifier value={arn} />
            <span className="text-subtle">
              {periods.map(({ role, from, to }, index) => (
                <span key={`${role} ${from.toISOString()}`}>
                  {index === 0 ? ' ' : ', then '}
                  {KEY_ROLE_WORD[role]} since {dayWords(from)}
                  {to !== null && index === periods.length - 1 && (
                    <>
                      {' '}
                      until <Instant at={to} now={now} />
                    </>
                  )}
                </span>
              ))}
              {rotations.length > 0 &&
                `, ${rotations.length === 1 ? 'one rotation' : `${rotations.length} rotations`} of its material`}
            </span>
          </p>
          <svg aria-hidden="true" width="100%" height="16" className="mt-1 block overflow-visible">
            <line x1="0" x2="100%" y1="8" y2="8" className="stroke-line" />
            {periods.map(({ role, from, to }) => (
              <rect
                key={`${role} ${from.toISOString()}`}
                x={`${share(from)}%`}
                y="4"
                height="8"
                width={`${Math.max(0.4, share(to ?? now) - share(from))}%`}
                strokeDasharray={role === 'released' ? '3 2' : undefined}
                className={clsx(ROLE_CLASS[role])}
              />
            ))}
            {rotations.map((at) => (
              <rect key={at.toISOString()} x={`${share(at)}%`} width="2" height="16" className="fill-default" />
            ))}
          </svg>
        </li>
      ))}
    </ol>
  );
}
