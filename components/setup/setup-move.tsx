import Link from 'next/link';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { SelectField, TextArea } from '#components/ui/field.tsx';
import { Form } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { SetupPage } from '#lib/core/pages/setup-page.ts';
import type { SetupActions } from './setup-actions.ts';

/** What a setup says of the move that it is for, and its confirmation where the new key is in another AWS account (H17). */
export function SetupMove({
  page: { now },
  move,
  actions,
}: {
  page: SetupPage;
  move: NonNullable<SetupPage['move']>;
  actions: SetupActions;
}) {
  const { from, to, oldKeyId, retained, confirmed, needsConfirmation } = move;
  return (
    <Section title={`Moves from ${from.region}`} aside={`${from.name} becomes ${to.name} in ${to.region}`}>
      <p className="max-w-prose">
        {retained === null
          ? `The key in ${from.region} stays as it is. When new backups use the new key, record on the customer’s page that the old one is kept for older backups.`
          : `The key in ${from.region} is kept for older backups.`}{' '}
        {oldKeyId !== null && (
          <Link href={`/keys/${oldKeyId}`} prefetch={false} className="link">
            Open the key in {from.region}
          </Link>
        )}
      </p>
      {confirmed !== null && (
        <p className="mt-2 max-w-prose">
          Confirmed <Instant at={confirmed.at} now={now} /> by {confirmed.by}. {confirmed.how}
        </p>
      )}
      {needsConfirmation && <Confirm move={move} actions={actions} />}
    </Section>
  );
}

function Confirm({ move, actions }: { move: NonNullable<SetupPage['move']>; actions: SetupActions }) {
  const hidden = { moveId: move.id };
  return (
    <div className="mt-3 space-y-3">
      <p className="max-w-prose font-medium text-warning-text">
        The new key is in another AWS account than the old one. A contact who was verified at least 14 days before the
        move began must confirm it, over the channel and number on record.
      </p>
      {move.contacts.length === 0 ? (
        <p className="text-subtle">No contact counts.</p>
      ) : (
        <Form action={actions.confirmMove} doneWords="Recorded.">
          <HiddenFields values={hidden} />
          <SelectField name="contactId" label="Who confirmed it">
            {move.contacts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
          <TextArea name="how" label="How you reached them, and what they said" rows={2} required />
          <SubmitButton kind="secondary" pendingWords="Recording" blockedReason={actions.runBlocks ?? undefined}>
            Record the confirmation
          </SubmitButton>
        </Form>
      )}
      <ConfirmDialog
        trigger={{
          label: 'Start over with the signatory',
          size: 'small',
          blockedReason: actions.exceptBlocks ?? undefined,
        }}
        title="Accept the move without a verified contact?"
        confirm="Accept"
        pendingWords="Recording"
        danger
        reason={{ label: 'With whom, and why' }}
        action={actions.exceptMove}
        hidden={hidden}
      >
        Whoever holds the new key can read and destroy all future backups. Only the contract’s signatory counts.
      </ConfirmDialog>
    </div>
  );
}
