'use client';

import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { TextArea } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { useKeyActions } from '#components/probe/key-actions.ts';
import { CIPHERTEXT_PROVES } from '#lib/core/customer/ownership-words.ts';
import type { UnprovenKeyPage } from '#lib/core/pages/key-page.ts';
import { sinceWords } from '#lib/core/text/time-words.ts';
import type { OwnershipActions } from './ownership-actions.ts';

/** What we know about the proof of a key, and the ways to prove it. */
export function ProveOwnership({ page, actions }: { page: UnprovenKeyPage; actions: OwnershipActions }) {
  return (
    <div className="my-8 grid gap-x-10 gap-y-8 xl:grid-cols-2 [&>*]:mt-0">
      <Asked page={page} action={actions.ask} />
      {page.heldBy === null && <OtherProofs actions={actions} />}
    </div>
  );
}

function Asked({ page, action }: { page: UnprovenKeyPage; action: OwnershipActions['ask'] }) {
  const { customerKeyId } = useKeyActions();
  const { asking, withdrawn, heldBy, now } = page;
  return (
    <Section
      title="Proof of ownership"
      aside={withdrawn === null ? 'The only thing we ask AWS about this key' : undefined}
    >
      <Properties>
        {withdrawn !== null && (
          <Property label="Proof withdrawn" hint={withdrawn.reason ?? undefined}>
            <PastInstant at={withdrawn.at} now={now} />
            {withdrawn.by !== null && `, by ${withdrawn.by}`}
          </Property>
        )}
        <Property label="Asking AWS for the code since" unknown={asking === null}>
          {asking === null ? 'Not asked yet' : sinceWords(asking.since, now)}
        </Property>
        <Property
          label="Last answer"
          unknown={asking === null || asking.last === null}
          hint={asking?.last ? <PastInstant at={asking.last.at} now={now} /> : undefined}
        >
          {asking?.last?.words ?? 'None yet'}
          {asking?.last && asking.last.reasons.length > 0 && (
            <>
              <p className="mt-2">Usual reasons:</p>
              <ul className="list-disc pl-5">
                {asking.last.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </>
          )}
        </Property>
        {asking !== null && heldBy === null && (
          <Property label="Next question">
            {asking.nextAt <= now ? 'Within a minute' : <Instant at={asking.nextAt} now={now} />}
          </Property>
        )}
      </Properties>
      {heldBy === null && (
        <Form action={action.action} doneWords="AWS answered. The page shows it." className="mt-4">
          <input type="hidden" name="customerKeyId" value={customerKeyId} />
          <SubmitButton kind="secondary" pendingWords="Asking AWS" blockedReason={action.roleBlocks ?? undefined}>
            Ask now
          </SubmitButton>
        </Form>
      )}
    </Section>
  );
}

function OtherProofs({ actions: { ciphertext, except } }: { actions: OwnershipActions }) {
  const { customerKeyId } = useKeyActions();
  return (
    <Section title="Prove it another way">
      <Form action={ciphertext.action} doneWords="Proven. The key is checked now." className="max-w-prose">
        <input type="hidden" name="customerKeyId" value={customerKeyId} />
        <TextArea
          name="pasted"
          label="Ciphertext from the customer"
          hint={`What aws kms encrypt printed for the code. ${CIPHERTEXT_PROVES}`}
          rows={5}
          mono
          required
          spellCheck={false}
        />
        <SubmitButton kind="secondary" pendingWords="Decrypting" blockedReason={ciphertext.roleBlocks ?? undefined}>
          Decrypt and compare
        </SubmitButton>
      </Form>
      <div className="mt-6">
        <ConfirmDialog
          trigger={{ label: 'Accept without proof', kind: 'secondary', blockedReason: except.roleBlocks ?? undefined }}
          title="Accept this key as the customer’s without proof?"
          confirm="Accept it"
          pendingWords="Accepting"
          danger
          reason={{
            label: 'Reason',
            hint: 'Who confirmed that the key is theirs, how and when. At least 20 characters. Recorded in the audit log.',
          }}
          hidden={{ customerKeyId }}
          action={except.action}
          doneWords="Accepted. The key is checked now."
        >
          Every customer’s key trusts our account. If this key is somebody else’s, we show and send what concerns them.
          This accepts the key alone, not its AWS account.
        </ConfirmDialog>
      </div>
    </Section>
  );
}
