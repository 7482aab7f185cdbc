import type { ReactNode } from 'react';
import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { toneText } from '#components/ui/tone.ts';
import type { RegionSettings } from '#lib/core/pages/settings-page.ts';
import {
  controlAnswerWords,
  holdWords,
  restWords,
  WITHOUT_CONTROL,
  type OwnSideWords,
} from '#lib/core/pages/settings-words.ts';

const TEXT = {
  plain: undefined,
  bad: toneText.danger,
  wanting: toneText.warning,
  open: undefined,
} as const satisfies Record<OwnSideWords['is'], string | undefined>;

/** One hosting region: how it is configured at the left, how our own side of it was last found at the right. */
export function RegionSection({ region, now }: { region: RegionSettings; now: Date }) {
  return (
    <Section title={region.name} aside={region.code}>
      <div className="grid gap-x-10 lg:grid-cols-2 max-lg:[&>*+*]:border-t max-lg:[&>*+*]:border-line">
        <Configured region={region} />
        <Found region={region} now={now} />
      </div>
    </Section>
  );
}

function Configured({ region }: { region: RegionSettings }) {
  const { vendorAccountId, roleArn, roleCoversEveryKey, contextNames, controlKeyArn } = region;
  return (
    <Properties>
      <Property label="Our account" hint="Customers’ key policies trust it in this region.">
        <Identifier value={vendorAccountId} whole what="account id" />
      </Property>
      <Property label="Probing role">
        <Identifier value={roleArn} whole what="role ARN" />
      </Property>
      <Property
        label="Role covers every key"
        hint={roleCoversEveryKey ? undefined : 'Without it no denial is called certain.'}
      >
        {roleCoversEveryKey ? 'Declared' : 'Not declared'}
      </Property>
      <Property
        label="Encryption context"
        hint={contextNames.length > 0 ? 'Names only; sent on every crypto probe, as production does.' : undefined}
      >
        {contextNames.length > 0 ? (
          <code className="font-mono text-mono">{contextNames.join(', ')}</code>
        ) : (
          'None is sent'
        )}
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

function Found({ region, now }: { region: RegionSettings; now: Date }) {
  const { controlAnswer, hold, rest } = region;
  return (
    <Properties>
      <OwnSide label="Control key’s last answer" said={controlAnswerWords(controlAnswer)}>
        {'at' in controlAnswer && (
          <>
            , <Instant at={controlAnswer.at} now={now} />
          </>
        )}
      </OwnSide>
      <OwnSide label="Denials" said={holdWords(region)}>
        {hold !== null && (
          <>
            {' '}
            <Instant at={hold.since} now={now} />
          </>
        )}
      </OwnSide>
      <OwnSide label="Sweep" said={restWords(region, now)}>
        {rest !== null && (
          <>
            {' '}
            <Instant at={rest.until} now={now} />
          </>
        )}
      </OwnSide>
    </Properties>
  );
}

/** One fact of our own side: the fact, its time, who acts next. */
function OwnSide({ label, said, children }: { label: string; said: OwnSideWords; children: ReactNode }) {
  return (
    <Property label={label} unknown={said.is === 'open'} hint={said.next}>
      <span className={TEXT[said.is]}>{said.words}</span>
      {children}
    </Property>
  );
}
