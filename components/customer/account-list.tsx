'use client';

import Link from 'next/link';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { PastInstant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { ACCOUNT_PROOF_WORD } from '#lib/core/customer/customer-words.ts';
import type { CustomerAccount } from '#lib/core/pages/customer-page.ts';
import { ofCustomer, type ChangesCustomer } from './customer-part.tsx';

type Change<Done, Problem extends string> = ChangesCustomer & { action: FormAction<Done, Problem> };
const REASON = { label: 'Reason', hint: 'What you learned, and from whom. Recorded in the audit log.' };

/** The AWS accounts that are on record as a customer's, with how each was proven (H16). */
export function AccountList<Done, Problem extends string>({
  share,
  revoke,
  ...changes
}: Omit<ChangesCustomer, 'blockedReason'> & {
  share: Pick<Change<Done, Problem>, 'action' | 'blockedReason'>;
  revoke: Pick<Change<Done, Problem>, 'action' | 'blockedReason'>;
}) {
  const { page } = changes;
  return (
    <Section id="accounts" title="AWS accounts">
      {page.accounts.length === 0 ? (
        <p className="text-subtle">None is proven to be this customer’s.</p>
      ) : (
        <ul aria-label="AWS accounts" className="divide-y divide-line">
          {page.accounts.map((account) => (
            <li key={account.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-2">
              <AccountWords account={account} now={page.now} />
              <span className="-mx-2 flex flex-wrap gap-1">
                {account.sharedSince === null && <ShareForm {...changes} {...share} account={account} />}
                <RevokeForm {...changes} {...revoke} account={account} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function AccountWords({ account, now }: { account: CustomerAccount; now: string }) {
  const { awsAccountId, proof, provenAt, provenBy, reason, sharedSince, otherHolders } = account;
  return (
    <div className="min-w-0 wrap-anywhere">
      <p>
        <Identifier value={awsAccountId} whole what="account ID" />
      </p>
      <p className="text-table text-subtle">
        Proven by {ACCOUNT_PROOF_WORD[proof]}
        {provenBy !== null && `, recorded by ${provenBy}`}, <PastInstant at={provenAt} now={now} />.
        {reason !== null && ` Reason: ${reason}`}
      </p>
      {sharedSince !== null && (
        <p className="text-table text-warning-text">
          Serves several holders, marked <PastInstant at={sharedSince} now={now} />. It proves nothing about a further
          key.
        </p>
      )}
      {otherHolders.length > 0 && (
        <p className="text-table text-warning-text">
          Also on record as the account of{' '}
          {otherHolders.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link href={`/customers/${id}`} prefetch={false} className="link">
                {name}
              </Link>
            </span>
          ))}
          . Never tell either of them.
        </p>
      )}
    </div>
  );
}

type OfAccount<Done, Problem extends string> = Change<Done, Problem> & { account: CustomerAccount };

function ShareForm<Done, Problem extends string>({ account, ...change }: OfAccount<Done, Problem>) {
  return (
    <ConfirmDialog
      trigger={{
        label: 'Mark as shared',
        kind: 'quiet',
        size: 'small',
        blockedReason: change.blockedReason ?? undefined,
      }}
      title={`Does ${account.awsAccountId} serve several holders?`}
      confirm="Mark as shared"
      pendingWords="Marking"
      reason={REASON}
      hidden={{ ...ofCustomer(change.page), accountId: account.id }}
      action={change.action}
      doneWords="The account is marked as shared."
    >
      From then on each further key from this account needs its own proof. Keys that were proven before stay proven.
    </ConfirmDialog>
  );
}

function RevokeForm<Done, Problem extends string>({ account, ...change }: OfAccount<Done, Problem>) {
  return (
    <ConfirmDialog
      trigger={{ label: 'Take back', kind: 'quiet', size: 'small', blockedReason: change.blockedReason ?? undefined }}
      title={`Take back that ${account.awsAccountId} is ${change.page.name}’s?`}
      confirm="Take it back"
      pendingWords="Taking back"
      danger
      reason={REASON}
      hidden={{ ...ofCustomer(change.page), accountId: account.id }}
      action={change.action}
      doneWords="The account is no longer on record as this customer’s."
    >
      The account proves nothing about a further key. The proof of a key that it covered before is withdrawn separately.
    </ConfirmDialog>
  );
}
