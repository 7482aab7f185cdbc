'use client';

import Link from 'next/link';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { parseWithDates } from '#components/ui/read-json.ts';
import { useLiveQuery } from '#components/ui/use-live-query.ts';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { HeardChange } from '#lib/core/live/change.ts';
import type { PageText } from '#lib/core/live/page-text.ts';
import type { KeyUsePage, MoveView } from '#lib/core/pages/key-use-page.ts';
import { KEY_IS_REPLACED } from '#lib/core/replacement/new-replacement-words.ts';
import { dayWords, sinceWords } from '#lib/core/text/time-words.ts';

const parse = (text: PageText<KeyUsePage>): KeyUsePage => parseWithDates(text) as KeyUsePage;
const concerns = ({ kind, id }: HeardChange, page: KeyUsePage): boolean =>
  (kind === 'key' && id === page.keyId) || kind === 'departure' || kind === 'setup' || kind === 'replacement';

type InitialKeyUse = { customerKeyId: string; initialText: PageText<KeyUsePage> };

/** What uses a key, kept current. */
const useKeyUse = ({ customerKeyId, initialText }: InitialKeyUse) =>
  useLiveQuery({
    queryKey: ['key-use', customerKeyId],
    address: `/api/keys/${customerKeyId}/use`,
    initialText,
    parse,
    concerns,
  });

type Action = { action: FormAction<null, string>; blockedReason: string | null };

/** What a key protects, its moves, and how it is released and how its checks end. */
export function KeyUse({ release, close, ...initial }: InitialKeyUse & { release: Action; close: Action }) {
  const { data: page } = useKeyUse(initial);
  const { now, workspaces, departures, moves, replacements, replaceHref } = page;
  const inUse = workspaces.filter(({ role }) => role !== 'released');
  const before = workspaces.filter(({ role }) => role === 'released');
  return (
    <Properties>
      <Property label="Protects" unknown={inUse.length === 0}>
        {inUse.length === 0
          ? 'No workspace'
          : inUse.map(({ id, name, region, role, since }) => (
              <span key={id} className="block">
                {name} ({region}), {KEY_ROLE_WORD[role]} since {dayWords(since)}
              </span>
            ))}
      </Property>
      {before.length > 0 && (
        <Property label="Protected before">
          {before.map(({ id, name, region, since }) => (
            <span key={id} className="block">
              {name} ({region}), until <Instant at={since} now={now} />
            </span>
          ))}
        </Property>
      )}
      {departures.map(({ id, workspaceName, hasLeft }) => (
        <Property key={`${id} ${workspaceName}`} label="Departure">
          <Link href={`/departures/${id}`} prefetch={false} className="link">
            {workspaceName} {hasLeft ? 'has left' : 'is leaving'}
          </Link>
        </Property>
      ))}
      {moves
        .filter(({ ended }) => !ended)
        .map((move) => (
          <Property key={move.id} label="Moves region">
            <MoveLine move={move} />
          </Property>
        ))}
      {replacements.map(({ lineId, replacementId, words }) => (
        <Property key={lineId} label="Replacement">
          <Link href={`/replacements/${replacementId}`} prefetch={false} className="link">
            {words}
          </Link>
        </Property>
      ))}
      {replaceHref !== null && (
        <Property label="New key">
          <Link href={replaceHref} prefetch={false} className="link">
            {KEY_IS_REPLACED}
          </Link>
        </Property>
      )}
      <Release page={page} release={release} />
      <Watch page={page} close={close} />
    </Properties>
  );
}

/** One line on a move, with the way to its setup. */
function MoveLine({ move: { from, to, setupId, retained } }: { move: MoveView }) {
  return (
    <>
      <Link href={`/setups/${setupId}`} prefetch={false} className="link">
        {from.name} moves from {from.region} to {to.region}
      </Link>
      {retained !== null && (
        <>
          ; the key in {from.region} is kept for older backups since {dayWords(retained.at)}
        </>
      )}
    </>
  );
}

function Release({ page: { kept, keyId }, release }: { page: KeyUsePage; release: Action }) {
  if (kept === null) return null;
  return (
    <Property
      label="Release"
      hint={
        kept.length === 0
          ? 'Nothing has depended on it for 7 days. After the release we only watch it.'
          : kept.map((words) => (
              <span key={words} className="block">
                {words}
              </span>
            ))
      }
    >
      {/* What the hint says in detail is not said twice. */}
      <div className={kept.length > 0 && release.blockedReason === null ? 'reason-said' : undefined}>
        <ConfirmDialog
          trigger={{
            label: 'Release this key',
            size: 'small',
            blockedReason: release.blockedReason ?? (kept.length > 0 ? 'Something may depend on it.' : undefined),
          }}
          title="Release this key?"
          confirm="Release"
          pendingWords="Releasing"
          danger
          reason={{ label: 'Why' }}
          action={release.action}
          hidden={{ customerKeyId: keyId }}
          doneWords="Released."
        >
          Nothing of ours uses it any more. It stays watched with DescribeKey once a day. Tell the customer to disable
          it first, to watch, and to decide about its deletion only later.
        </ConfirmDialog>
      </div>
    </Property>
  );
}

function Watch({ page: { release, role, keyId, now }, close }: { page: KeyUsePage; close: Action }) {
  if (release === null) return null;
  const { releasedAt, releasedBy, reason, departureId, unseenSince, retired } = release;
  return (
    <>
      <Property label="Released" hint={reason}>
        <Instant at={releasedAt} now={now} /> by {releasedBy}
        {departureId !== null && (
          <>
            {' '}
            (
            <Link href={`/departures/${departureId}`} prefetch={false} className="link">
              departure
            </Link>
            )
          </>
        )}
        . Disabling and deleting it is expected since then.
      </Property>
      {unseenSince !== null && (
        <Property
          label="No longer visible since"
          hint="A removed statement, a closed account and a deleted key look the same from our account."
        >
          {sinceWords(unseenSince, now)}
        </Property>
      )}
      {retired !== null && (
        <Property label="No longer checked since" hint={retired.words}>
          {sinceWords(retired.at, now)}
        </Property>
      )}
      {role === 'released' && (
        <Property
          label="End of its checks"
          hint="By itself after 30 days out of our sight, after 90 days in which nothing depends on it, or once the owner’s own describe-key says that it doesn’t exist."
        >
          <ConfirmDialog
            trigger={{ label: 'End the checks', size: 'small', blockedReason: close.blockedReason ?? undefined }}
            title="End the checks of this key?"
            confirm="End the checks"
            pendingWords="Ending"
            danger
            reason={{ label: 'Why' }}
            action={close.action}
            hidden={{ customerKeyId: keyId }}
            doneWords="Its checks have ended."
          >
            Nobody watches this key any more, and its ARN is free. This can’t be undone.
          </ConfirmDialog>
        </Property>
      )}
    </>
  );
}
