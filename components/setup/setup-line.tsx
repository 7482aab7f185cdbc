import Link from 'next/link';
import type { ReactNode } from 'react';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { DueInstant, Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { CHANNEL_WORD, type ToldChannel } from '#lib/core/customer/told.ts';
import type { SetupKeyView, SetupLineView, SetupPage } from '#lib/core/pages/setup-page.ts';
import {
  ATTENTION_WORD,
  DONT_START,
  FINISHED_WORD,
  GRANTS_WORDS,
  grantsKey,
  LOOKING_FOR_CODE,
  nextWords,
  STAGE_WORD,
  TEXT_STEP_WORDS,
  TEXT_TITLE,
  WAITS_FOR_WORD,
} from '#lib/core/setup/setup-words.ts';
import type { GateBlock, Stage } from '#lib/core/setup/stage.ts';
import { FirstBackup } from './first-backup.tsx';
import { FullChecks, noneWords } from './full-checks.tsx';
import { AttestForm, ClearForm, OurSideForm, ReceiveKeyForm } from './line-forms.tsx';
import { hasFindings } from './has-findings.ts';
import { FindingsButton, UnverifiedReader } from './make-texts.tsx';
import type { SetupActions } from './setup-actions.ts';
import { Steps } from './steps.tsx';
import { BelowInTexts } from './texts.tsx';

type LineProps = { page: SetupPage; line: SetupLineView; actions: SetupActions };

/** One workspace of a setup: its steps, what they rest on, and what to do now. */
export function SetupLine(props: LineProps) {
  const { page, line } = props;
  const { now } = page;
  const place = line.regionName === null ? line.region : `${line.regionName}, ${line.region}`;
  return (
    <Section
      title={`${line.workspace}: ${line.stage === null ? (line.ended ? 'ended' : FINISHED_WORD) : STAGE_WORD[line.stage.step]}`}
      aside={place}
    >
      <Steps steps={line.steps} now={now} />
      {line.stage !== null && <WaitsFor stage={line.stage} now={now} />}
      {line.cleared === null && !line.ended && <p className="mt-1 font-medium text-warning-text">{DONT_START}</p>}
      <div className="mt-3 grid gap-x-10 gap-y-6 xl:grid-cols-2">
        {!line.ended && <NextStep {...props} />}
        <LineFacts {...props} />
      </div>
    </Section>
  );
}

/** For whom or what a workspace waits, since when, and what they do next. */
const WaitsFor = ({ stage: { step, waitsFor, waitsSince, attention }, now }: { stage: Stage; now: Date }) => (
  <p className="mt-3 font-medium">
    Waiting for {WAITS_FOR_WORD[waitsFor]}: {attention === null ? nextWords(step, waitsFor) : ATTENTION_WORD[attention]}
    .{' '}
    <span className="font-normal">
      This wait began <Instant at={waitsSince} now={now} />.
    </span>
  </p>
);

function LineFacts({ page, line }: LineProps) {
  const { now } = page;
  return (
    <Properties>
      <Property label="Our account in this region" unknown={line.vendorAccountId === null}>
        {line.vendorAccountId === null ? (
          'This region is not configured'
        ) : (
          <Identifier value={line.vendorAccountId} whole what="account ID" />
        )}
      </Property>
      <Property label="Key" unknown={line.key === null}>
        {line.key === null ? (
          'Not received yet'
        ) : (
          <KeyFacts keyView={line.key} customerName={page.customer.name} now={now} />
        )}
      </Property>
      <Property label="Full checks that passed" unknown={line.passedAt.length === 0}>
        {line.passedAt.length === 0 ? noneWords(line) : <FullChecks line={line} now={now} />}
      </Property>
      <Property label="Encrypt/decrypt test" unknown={line.encryptTestAt === null}>
        {line.encryptTestAt === null ? (
          noneWords(line)
        ) : (
          <>
            passed <Instant at={line.encryptTestAt} now={now} />
          </>
        )}
      </Property>
      <Property label="Grants for AWS services" unknown={line.grantStatement !== true}>
        {GRANTS_WORDS[grantsKey(line.grantStatement)]}
      </Property>
      <Property label="Our side" unknown={line.ourSide === null} hint={line.ourSide?.how}>
        {line.ourSide === null ? 'Not recorded' : <By {...line.ourSide} now={now} />}
      </Property>
      {line.existingData !== null && <Property label="Existing data">{line.existingData}</Property>}
      {line.cleared !== null && (
        <Property label="Cleared">
          <By {...line.cleared} now={now} />
        </Property>
      )}
      {line.firstBackup === null && line.firstBackupDueAt !== null && (
        <Property label="First backup expected">
          <Instant at={line.firstBackupDueAt} now={now} />
        </Property>
      )}
      {line.firstBackup !== null && (
        <Property label="First backup">
          <By {...line.firstBackup} now={now} />
        </Property>
      )}
    </Properties>
  );
}

const By = ({ by, at, now }: { by: string; at: Date; now: Date }) => (
  <>
    {by}, <Instant at={at} now={now} />
  </>
);

function KeyFacts({ keyView, customerName, now }: { keyView: SetupKeyView; customerName: string; now: Date }) {
  return (
    <>
      <Identifier value={keyView.arn} what="key ARN" />{' '}
      <Link href={`/keys/${keyView.id}`} prefetch={false} className="link">
        Open the key
      </Link>
      <p>
        {keyView.ownership === 'proven' ? (
          <>
            {keyView.statusWords}
            {keyView.checkedAt !== null && (
              <>
                , checked <Instant at={keyView.checkedAt} now={now} />
              </>
            )}
            ; next check <DueInstant at={keyView.nextCheckAt} now={now} />
          </>
        ) : keyView.ownership === 'withdrawn' ? (
          'The proof of ownership was withdrawn. Nothing of the key is shown.'
        ) : (
          'Ownership not proven. Until then, nothing of the key is tested or shown.'
        )}
      </p>
      {keyView.usedBy.length > 0 && <p className="wrap-anywhere">Also used by {keyView.usedBy.join(', ')}.</p>}
      {keyView.holderName !== customerName && <p>Held by {keyView.holderName}, their service provider.</p>}
      {keyView.heldBy !== null && (
        <p className="wrap-anywhere text-danger-text">
          {keyView.heldBy} holds this key. Ask {customerName} for the ARN of their own key, and tell neither customer
          about the other.
        </p>
      )}
    </>
  );
}

/** What to do now. What can be done early stands below it, closed. */
function NextStep(props: LineProps): ReactNode {
  const { page, line } = props;
  const step = line.stage?.step;
  const below = step === undefined ? undefined : TEXT_STEP_WORDS[step];
  if (line.toldAt !== null) return line.firstBackup === null ? <FirstBackup {...props} /> : null;
  if (line.cleared !== null) return below === undefined ? null : <BelowInTexts page={page} line={line} words={below} />;
  return (
    <div className="space-y-4">
      {below !== undefined && <BelowInTexts page={page} line={line} words={below} />}
      {step === 'customer' && <Missing line={line} of={['external_id']} />}
      {step === 'customer' && line.blocks.some(({ block }) => block === 'external_id') && (
        <Link href={`/customers/${page.customer.id}`} prefetch={false} className="link">
          Open the customer
        </Link>
      )}
      {step === 'key' && <ReceiveKeyForm {...props} />}
      {step === 'ownership' && line.key !== null && (
        <p className="max-w-prose">
          <LookingForCode keyView={line.key} now={props.page.now} /> The{' '}
          <Link href={`/keys/${line.key.id}`} prefetch={false} className="link">
            page of the key
          </Link>{' '}
          says what was seen, and takes the ciphertext.
        </p>
      )}
      {step === 'tests' && (
        <>
          <Missing line={line} of={['not_usable', 'checks', 'encrypt_test']} />
          {line.key !== null && (
            <p className="max-w-prose">
              The{' '}
              <Link href={`/keys/${line.key.id}`} prefetch={false} className="link">
                page of the key
              </Link>{' '}
              has what the tests found and the encrypt/decrypt test. Checks go on by themselves.
            </p>
          )}
          {hasFindings(line) && (
            <>
              {line.resultTold === null ? (
                <UnverifiedReader page={page} />
              ) : (
                <ToldOfResult told={line.resultTold} now={page.now} />
              )}
              <FindingsButton {...props} label={`Copy: ${TEXT_TITLE.findings}`} />
            </>
          )}
        </>
      )}
      {step === 'our_side' && line.key !== null && <OurSideForm {...props} arn={line.key.arn} />}
      {step === 'clear' && <ClearForm {...props} />}
      {step === 'customer' ? (
        <AttestForm {...props} />
      ) : (
        <Early label="Recorded facts">{() => <AttestForm {...props} />}</Early>
      )}
      {step !== 'key' && (
        <Early label={line.key === null ? 'Take in a key' : 'Take in another key'}>
          {() => <ReceiveKeyForm {...props} />}
        </Early>
      )}
      {step !== 'our_side' && line.key !== null && line.ourSide === null && (
        <Early label="Record our side">{() => <OurSideForm {...props} arn={line.key?.arn ?? ''} />}</Early>
      )}
    </div>
  );
}

/** Nothing is asked of the customer before we have looked for the code. */
function LookingForCode({ keyView, now }: { keyView: SetupKeyView; now: Date }) {
  if (keyView.ownership !== 'unproven' || keyView.looked === null) return LOOKING_FOR_CODE.ask;
  if (keyView.looked.at === null) return LOOKING_FOR_CODE.now;
  return (
    <>
      {LOOKING_FOR_CODE.notSeen} <Instant at={keyView.looked.at} now={now} />. {LOOKING_FOR_CODE.ask}
    </>
  );
}

/** That the customer knows what the tests found, from a text of this setup or of the key's page. */
const ToldOfResult = ({
  told: { at, to, channel },
  now,
}: {
  told: { at: Date; to: string; channel: ToldChannel };
  now: Date;
}) => (
  <p className="max-w-prose">
    {to} was told {CHANNEL_WORD[channel]} what the tests found, <Instant at={at} now={now} />. Nothing changed since.
  </p>
);

const Missing = ({ line, of }: { line: SetupLineView; of: readonly GateBlock[] }) => (
  <ul className="max-w-prose list-disc space-y-1 pl-5">
    {line.blocks
      .filter(({ block }) => of.includes(block))
      .map(({ block, words }) => (
        <li key={block}>{words}</li>
      ))}
  </ul>
);

const Early = ({ label, children }: { label: string; children: () => ReactNode }) => (
  <Disclosure summary={label} summaryClassName="cursor-pointer font-medium">
    {children}
  </Disclosure>
);
