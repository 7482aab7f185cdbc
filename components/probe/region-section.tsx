import type { ReactNode } from 'react';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { RegionSettings } from '#lib/core/pages/settings-page.ts';
import {
  controlAnswerWords,
  incidentWords,
  pauseWords,
  WITHOUT_CONTROL,
  type OwnSideWords,
} from '#lib/core/pages/settings-words.ts';

const TEXT = {
  plain: undefined,
  bad: toneText.danger,
  warning: toneText.warning,
  open: undefined,
} as const satisfies Record<OwnSideWords['is'], string | undefined>;

/** One hosting region: its configuration on the left, what we last saw of our own side there on the right. */
export function RegionSection({ region, now }: { region: RegionSettings; now: Date }) {
  return (
    <Section title={region.name} aside={region.code}>
      <div className="grid gap-x-10 lg:grid-cols-2 max-lg:[&>*+*]:border-t max-lg:[&>*+*]:border-line">
        <Configured region={region} />
        <OwnSide region={region} now={now} />
      </div>
    </Section>
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

function OwnSide({ region, now }: { region: RegionSettings; now: Date }) {
  const { controlAnswer, hold, rest } = region;
  return (
    <Properties>
      <Fact label="Last control key check" said={controlAnswerWords(controlAnswer)}>
        {'at' in controlAnswer && (
          <>
            , <Instant at={controlAnswer.at} now={now} />
          </>
        )}
      </Fact>
      <Fact label="Denials" said={incidentWords(region)}>
        {hold !== null && (
          <>
            {' '}
            <Instant at={hold.since} now={now} />
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
