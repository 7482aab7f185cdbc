import type { ReactNode } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { RegionSettings } from '#lib/core/pages/regions-page.ts';
import {
  controlAnswerWords,
  clockWords,
  incidentWords,
  pauseWords,
  ROLE_POLICY_WORDS,
  WITHOUT_CONTROL,
  type OwnSideWords,
} from '#lib/core/pages/regions-words.ts';

const TEXT = {
  plain: undefined,
  bad: toneText.danger,
  warning: toneText.warning,
  open: undefined,
} as const satisfies Record<OwnSideWords['is'], string | undefined>;

/** Records that our own side was checked, and why this person's role may not; null where it may. */
type RecordOurSide<Problem extends string> = {
  action: FormAction<{ region: string }, Problem>;
  roleBlocks: string | null;
};

/** One hosting region: its configuration on the left, what we last saw of our own side there on the right. */
export function RegionSection<Problem extends string>({
  region,
  now,
  record,
}: {
  region: RegionSettings;
  now: Date;
  record: RecordOurSide<Problem>;
}) {
  return (
    <Section title={region.name} aside={region.code} id={region.code}>
      <div className="grid gap-x-10 xl:grid-cols-2 max-xl:[&>*+*]:border-t max-xl:[&>*+*]:border-line">
        <Configured region={region} />
        <div>
          <OwnSide region={region} now={now} />
          {region.hold !== null && <OurSideChecked region={region} now={now} record={record} />}
        </div>
      </div>
      <Policies region={region} />
    </Section>
  );
}

/** The policies of our own side, to copy. They are for nobody else (H1). */
function Policies({ region: { code, policies } }: { region: RegionSettings }) {
  return (
    <details className="mt-2">
      <summary className="cursor-pointer text-subtle">{ROLE_POLICY_WORDS.title}</summary>
      <p className="mt-2 max-w-prose">{ROLE_POLICY_WORDS.summary}</p>
      {(['role', 'assumeRole'] as const).map((which) => (
        <div key={which} className="mt-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="font-medium">{ROLE_POLICY_WORDS[which]}</h3>
            <CopyButton value={policies[which]} what={`policy for ${code}`}>
              Copy policy
            </CopyButton>
          </div>
          <pre className="mt-1 rounded-md border border-line bg-sunken px-3 py-2 font-mono text-mono whitespace-pre-wrap wrap-anywhere">
            {policies[which]}
          </pre>
        </div>
      ))}
      <p className="mt-2 max-w-prose text-table text-subtle">{ROLE_POLICY_WORDS.trust}</p>
    </details>
  );
}

function Configured({ region }: { region: RegionSettings }) {
  const { vendorAccountId, roleArn, roleCoversEveryKey, contextNames, controlKeyArn } = region;
  return (
    <Properties>
      <Property label="Our account" hint="Customers’ key policies in this region must trust it.">
        <Identifier value={vendorAccountId} whole what="account ID" />
      </Property>
      <Property label="Our IAM role">
        <Identifier value={roleArn} whole what="role ARN" />
      </Property>
      <Property
        label="Role covers every key"
        hint={roleCoversEveryKey ? undefined : 'Without this, no denial is called confirmed.'}
      >
        {roleCoversEveryKey ? 'Declared' : 'Not declared'}
      </Property>
      <Property
        label="Encryption context"
        hint={contextNames.length > 0 ? 'Names only. Sent with every cryptographic test, as in production.' : undefined}
      >
        {contextNames.length > 0 ? <code className="font-mono text-mono">{contextNames.join(', ')}</code> : 'None'}
      </Property>
      <Property label="Control key">
        {controlKeyArn === null ? (
          `None: ${WITHOUT_CONTROL}`
        ) : (
          <Identifier value={controlKeyArn} whole what="control key ARN" />
        )}
      </Property>
    </Properties>
  );
}

/** While many are denied together, nobody is blamed until a person has checked our own side (H25). */
function OurSideChecked<Problem extends string>({
  region,
  now,
  record,
}: {
  region: RegionSettings;
  now: Date;
  record: RecordOurSide<Problem>;
}) {
  const checked = region.hold?.checked ?? null;
  if (checked !== null)
    return (
      <p className="mt-2 max-w-prose">
        Our own side was checked by {checked.by}, <Instant at={checked.at} now={now} />: {checked.note}
      </p>
    );
  return (
    <div className="mt-2">
      <ConfirmDialog
        trigger={{ label: 'Record that our side was checked', blockedReason: record.roleBlocks ?? undefined }}
        title={`Is our own side in ${region.code} in order?`}
        confirm="Record"
        pendingWords="Recording"
        reason={{
          label: 'What you checked',
          hint: 'The role and its policies, our organization’s policies, the VPC endpoint, AWS Health. Recorded in the audit log.',
        }}
        hidden={{ region: region.code }}
        action={record.action}
        doneWords="Recorded. The denied keys are checked again now."
      >
        Until this is recorded, no reply says that a cause is on a customer’s side. Afterwards each denied key is judged
        by itself, and customers may be asked to change their policies.
      </ConfirmDialog>
    </div>
  );
}

function OwnSide({ region, now }: { region: RegionSettings; now: Date }) {
  const { controlAnswer, hold, rest, clock } = region;
  return (
    <Properties>
      <Fact label="Last control key check" said={controlAnswerWords(controlAnswer)}>
        {'at' in controlAnswer && (
          <>
            , <PastInstant at={controlAnswer.at} now={now} />
          </>
        )}
      </Fact>
      <Fact label="Denials" said={incidentWords(region)}>
        {hold !== null && (
          <>
            {' '}
            <PastInstant at={hold.since} now={now} />
          </>
        )}
      </Fact>
      <Fact label="Our clock" said={clockWords(region)}>
        {clock !== null && (
          <>
            , <PastInstant at={clock.at} now={now} />
          </>
        )}
      </Fact>
      <Fact label="Scheduled checks" said={pauseWords(region, now)}>
        {rest !== null && (
          <>
            {' '}
            <Instant at={rest.until} now={now} />
          </>
        )}
      </Fact>
    </Properties>
  );
}

/** One fact about our own side: the fact, its time, who acts next. */
function Fact({ label, said, children }: { label: string; said: OwnSideWords; children: ReactNode }) {
  return (
    <Property label={label} unknown={said.is === 'open'} hint={said.next}>
      <span className={TEXT[said.is]}>{said.words}</span>
      {children}
    </Property>
  );
}
