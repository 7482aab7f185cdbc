import { CreateKeyCommand, EncryptCommand, UpdateKeyDescriptionCommand } from '@aws-sdk/client-kms';
import { CODE_NAME } from '#lib/core/setup/template-description.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { aClock, addKey, AGENT, openTestDesk, REGIONS, type KeyWords } from '#lib/db/test-desk.test-support.ts';
import { createDecryptProof } from '#lib/kms/decrypt-proof.ts';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import { createReadDescription } from '#lib/kms/read-description.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { IRELAND, OREGON, startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { makeCode } from '#lib/use-cases/ownership/make-code.ts';
import { submitKey } from '#lib/use-cases/key/submit-key.ts';
import { rootArn, USE_OF_THE_KEY, VENDOR } from '#sandbox/aws/sandbox.test-support.ts';

export const APPROVER: StaffActor = {
  kind: 'staff',
  staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000ab',
  name: 'Priya Approver',
  role: 'approver',
  sessionId: null,
};

let accounts = 0;
/** A customer's AWS account that no other test uses. */
export const newAccount = (): string => `2${String((accounts += 1)).padStart(11, '0')}`;

/** A database, the AWS stand-in behind the real gateway, and what people do on both sides. */
export async function openOwnershipDesk() {
  const desk = await openTestDesk();
  const aws = await startGatewaySandbox();
  const clock = aClock();
  const gateway = {
    clientOf: createRegionalClients([IRELAND, OREGON], aws.endpoint),
    clock,
    reserveStoreCalls: async () => 0,
  };
  const deps = {
    db: desk.db,
    clock,
    regions: REGIONS,
    policy: POLICY,
    random: () => 0.5,
    probeKey: createProbeKey(gateway),
    probeControl: createProbeControl(gateway),
    readDescription: createReadDescription(gateway),
    decryptProof: createDecryptProof(gateway),
  };
  const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

  /** A key in a customer's AWS account that our account may use. */
  const createKey = async (account = newAccount(), actions: readonly string[] = USE_OF_THE_KEY): Promise<KeyArn> => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: rootArn(account) }, Action: 'kms:*', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: rootArn(VENDOR) }, Action: actions, Resource: '*' },
      ],
    };
    const { KeyMetadata } = await aws.kms(account).send(new CreateKeyCommand({ Policy: JSON.stringify(policy) }));
    return (KeyMetadata?.Arn ?? '') as KeyArn;
  };

  /** The customer writes the key's description. */
  const describe = (arn: string, Description: string) =>
    aws.kms(accountOf(arn)).send(new UpdateKeyDescriptionCommand({ KeyId: arn, Description }));

  /** The customer encrypts a text as our instructions say; as the AWS CLI prints it. */
  const encrypt = async (arn: string, text: string, context = text): Promise<string> => {
    const { CiphertextBlob = new Uint8Array() } = await aws.kms(accountOf(arn)).send(
      new EncryptCommand({
        KeyId: arn,
        Plaintext: Buffer.from(text),
        EncryptionContext: { [CODE_NAME]: context },
      }),
    );
    return Buffer.from(CiphertextBlob).toString('base64').replaceAll(/.{76}/g, '$&\n');
  };

  /** Registers a key for a customer of that name. */
  const submit = async (customerName: string, arn: string) => {
    const submitted = await submitKey(deps, { customerName, hostingRegion: 'eu-west-1', arn }, AGENT);
    if (!submitted.ok) throw new Error(submitted.reason);
    const { customerKeyId } = submitted.value;
    const [row] = await desk.rows<{ customer_id: string }>('select customer_id from customer_keys where id = $1', [
      customerKeyId,
    ]);
    return { ...submitted.value, customerId: row?.customer_id ?? '', arn };
  };

  /** A setup of a customer, with a code. */
  const startSetup = async (customerId: string) => {
    const setupId = newId();
    await desk.owner.query(
      `insert into setups (id, customer_id, asked_by_name, owner_staff_id, owner_name, created_at, created_by)
       values ($1, $2, 'Kim', gen_random_uuid(), 'Robin', $3, 'Robin')`,
      [setupId, customerId, clock().toISOString()],
    );
    const made = await makeCode(deps, { setupId }, AGENT);
    if (!made.ok) throw new Error(made.reason);
    return { setupId, ...made.value };
  };

  /** A pending key of a new customer, in an account of its own, with a setup and its code. */
  const aPendingKey = async (arn?: KeyArn) => {
    const key = await submit(`Customer ${newId()}`, arn ?? (await createKey()));
    return { ...key, ...(await startSetup(key.customerId)) };
  };

  /** A key in use, by default of a new customer, with no stored proof: from before proofs were stored. */
  const aKeyInUse = async (words: KeyWords = {}) =>
    addKey(desk.db, { at: clock(), ...words, arn: words.arn ?? (await createKey()) });

  const keyRow = async (customerKeyId: string) => {
    const [row] = await desk.rows<Record<string, unknown>>(
      `select role, verdict, cause, next_action, urgency, ownership_proven_at is not null as proven,
         ownership_withdrawn_at is not null as withdrawn from customer_keys where id = $1`,
      [customerKeyId],
    );
    return row;
  };
  const audited = (targetId: string) =>
    desk.rows<{ action: string; by: string; reason: string | null }>(
      `select action, coalesce(actor ->> 'name', actor ->> 'job') as by, reason from audit_log where target_id = $1 order by seq`,
      [targetId],
    );
  return {
    ...desk,
    aws,
    deps,
    clock,
    createKey,
    describe,
    encrypt,
    submit,
    startSetup,
    aPendingKey,
    aKeyInUse,
    keyRow,
    audited,
    close: async () => {
      await aws.close();
      await desk.close();
    },
  };
}
export type OwnershipDesk = Awaited<ReturnType<typeof openOwnershipDesk>>;
