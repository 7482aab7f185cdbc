import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import { CHECK_TIMEOUT_MS, mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { PROBE_ACTIONS, SHORT_ACTIONS } from '#lib/core/probe/actions.ts';
import type { Cell, KeyFacts, RotationStatus } from '#lib/core/probe/report.ts';
import type { ProbeAction, ProbeKind } from '#lib/core/probe/actions.ts';
import type { ProbeKey, ProbeTarget } from '#lib/core/probe/probe-key.ts';
import type { Observed } from '#lib/core/result.ts';
import { ask } from './ask.ts';
import { answerOf, cellFrom, grantRow, notConfigured, notRun, type Answer } from './cells.ts';
import { responseOf } from './classify.ts';
import { ROWS_OF_CALL, type CryptoCall } from './crypto-calls.ts';
import { remember, rememberTime } from './heard.ts';
import { inGridOrder, prove, testPermissions, testPermissionsInStore } from './permission-tests.ts';
import { beginProbe, type Probe, type Probed, type ProbeKeyDeps } from './probe.ts';
import { readKeyFacts } from './read-key-facts.ts';
import { readRotationStatus } from './read-rotation-status.ts';

/** The time limit of DescribeKey, so that time is left for the other calls when it gets no answer. */
const DESCRIBE_TIMEOUT_MS = 3_000;

type Calls = readonly [CryptoCall, ...CryptoCall[]];
const SHORT_CALLS: Calls = ['GenerateDataKey', 'Decrypt'];
/** All of them, in their order: the type of a record’s keys does not say which they are. */
const GRID_CALLS: Calls = Object.keys(ROWS_OF_CALL) as [CryptoCall, ...CryptoCall[]];

/**
 * The gateway to KMS. It calls DescribeKey first, then one cryptographic call, then all others in parallel, as long as
 * no answer says that the key is disabled or pending deletion (H21). Every outcome is a cell of the report; nothing is
 * thrown for what KMS or the network did.
 */
export function createProbeKey(deps: ProbeKeyDeps): ProbeKey {
  return async (target, kind) => {
    const startedAt = deps.clock();
    const regional = deps.clientOf(target.region);
    const header = { kind, arn: target.arn, region: target.region, startedAt };
    if (regional === null)
      return {
        ...header,
        vendorAccountId: null,
        principalArn: null,
        finishedAt: startedAt,
        facts: { seen: false },
        rotation: { seen: false },
        clockSkewMs: null,
        cells: rowsOf(kind).map((action) => notConfigured(action, target.region, startedAt)),
      };
    const seen = await probe(beginProbe(regional, target.arn, CHECK_TIMEOUT_MS, deps), target, kind);
    return {
      ...header,
      vendorAccountId: regional.region.vendorAccountId,
      principalArn: regional.principalArn,
      finishedAt: deps.clock(),
      ...seen,
    };
  };
}

const rowsOf = (kind: ProbeKind): readonly ProbeAction[] =>
  kind === 'short'
    ? SHORT_ACTIONS
    : kind === 'proof'
      ? ['DescribeKey', 'Encrypt', 'Decrypt']
      : PROBE_ACTIONS.filter((action) => action !== 'CreateGrant');

/** Probes one key. */
export async function probe(
  asked: Probe,
  target: Pick<ProbeTarget, 'lastKeyState' | 'lastKeyStoreId' | 'describeOnly'>,
  kind: ProbeKind,
): Promise<Probed> {
  const { clock } = asked.deps;
  const seen = (cells: readonly Cell[], facts: Observed<KeyFacts>, rotation: Observed<RotationStatus> = UNSEEN) => ({
    facts,
    rotation,
    clockSkewMs: asked.heard.clockSkewMs,
    cells: [...inGridOrder(cells), ...grantRows(kind, clock())],
  });
  const signedIn = await signIn(asked);
  if (!signedIn.ok)
    return seen(
      rowsOf(kind).map((action) => cellFrom(action, signedIn)),
      UNSEEN,
    );

  const { cell: describe, facts } = await describeKey(asked);
  const state = facts.seen ? facts.value.keyState : target.lastKeyState;
  const storeId = facts.seen ? facts.value.customKeyStoreId : target.lastKeyStoreId;
  if (target.describeOnly === true || !mayAskCrypto(state) || (kind === 'proof' && state !== 'Enabled')) {
    const rest = rowsOf(kind).filter((action) => action !== 'DescribeKey');
    return seen([describe, ...rest.map((action) => notRun(action, clock()))], facts);
  }
  if (kind === 'proof') return seen([describe, ...(await prove(asked, storeId))], facts);

  const status = kind === 'grid' ? rotationStatus(asked) : Promise.resolve({ cells: [], rotation: UNSEEN });
  const calls = kind === 'short' ? SHORT_CALLS : GRID_CALLS;
  const tests = await (storeId === null
    ? testPermissions(asked, calls, status)
    : testPermissionsInStore(asked, calls, storeId));
  const { cells, rotation } = await status;
  return seen([describe, ...tests, ...cells], facts, rotation);
}

const UNSEEN = { seen: false } as const;

/** Waits for our session in AWS. Without one no call is made, because each would wait for it again. */
export async function signIn({ regional, end, heard, deps }: Probe): Promise<Answer> {
  const answer = await answerOf(deps.clock, false, async () => {
    await regional.signIn(end);
    return null;
  });
  if (!answer.ok) rememberTime(heard, responseOf(answer.error));
  return answer;
}

const grantRows = (kind: ProbeKind, at: Date): Cell[] => (kind === 'grid' ? [grantRow(at)] : []);

async function describeKey(asked: Probe): Promise<{ cell: Cell; facts: Observed<KeyFacts> }> {
  const { arn, end, deps } = asked;
  let facts: Observed<KeyFacts> = { seen: false };
  const signal = AbortSignal.any([end, AbortSignal.timeout(DESCRIBE_TIMEOUT_MS)]);
  const answer = await answerOf(deps.clock, false, async () => {
    const command = new DescribeKeyCommand({ KeyId: arn });
    const described = await ask(asked, command, (client, ...sent) => client.send(...sent), signal);
    const { KeyMetadata: metadata, $metadata } = described;
    facts = { seen: true, value: readKeyFacts(metadata, arn) };
    return $metadata.requestId ?? null;
  });
  return { cell: cellFrom('DescribeKey', answer), facts };
}

async function rotationStatus(asked: Probe): Promise<{ cells: Cell[]; rotation: Observed<RotationStatus> }> {
  const { arn, heard, deps } = asked;
  let rotation: Observed<RotationStatus> = { seen: false };
  const answer = await answerOf(deps.clock, false, async () => {
    const command = new GetKeyRotationStatusCommand({ KeyId: arn });
    const status = await ask(asked, command, (client, ...sent) => client.send(...sent));
    rotation = { seen: true, value: readRotationStatus(status, arn) };
    return status.$metadata.requestId ?? null;
  });
  const cell = cellFrom('GetKeyRotationStatus', answer);
  if (cell.error?.name !== 'UnsupportedOperationException') return { cells: remember(heard, [cell]), rotation };
  const { action, at, durationMs, requestId, error } = cell;
  return {
    cells: [{ action, at, durationMs, requestId, error, result: 'not_testable', reason: 'not_supported_for_this_key' }],
    rotation,
  };
}
