import { parse as parseHcl } from '@cdktf/hcl2json';
import { parse as parseYaml, type CollectionTag, type ScalarTag } from 'yaml';
import type { InstructionFile } from '#lib/core/setup/instructions.ts';

/** What a template creates, with the owner's account filled in as its tool does it. */
export type KeyToCreate = {
  description: string;
  /** JSON. */
  policy: string;
  keySpec: string;
  keyUsage: string;
  multiRegion: boolean;
  waitingDays: number;
};

const scalarTag = (name: string, long: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [long]: text }),
});
const listTag = (name: string): CollectionTag => ({
  tag: `!${name}`,
  collection: 'seq',
  resolve: (list) => ({ [`Fn::${name}`]: list.toJSON() as unknown }),
});
/** The short forms of CloudFormation's functions that the template uses. */
const CLOUDFORMATION_TAGS = [
  scalarTag('Ref', 'Ref'),
  scalarTag('Sub', 'Fn::Sub'),
  scalarTag('GetAtt', 'Fn::GetAtt'),
  listTag('Equals'),
];

/** A template as data. Fails on anything that YAML itself does not allow. */
export const readTemplate = (text: string): unknown =>
  parseYaml(text, { customTags: CLOUDFORMATION_TAGS, strict: true, uniqueKeys: true, logLevel: 'error' });

/** The file as Terraform's own parser reads it. */
export const readTerraform = (text: string): Promise<Record<string, unknown>> => parseHcl('new-key.tf', text);

type Properties = Record<string, unknown>;
const partOf = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let part = value;
  for (const name of path) part = (part as Record<string | number, unknown> | undefined)?.[name];
  return part;
};

/** Fills in `Fn::Sub` with the owner's account, as CloudFormation does. */
const resolved = (value: unknown, owner: string): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => resolved(item, owner));
  if (typeof value !== 'object' || value === null) return value;
  const sub = (value as Properties)['Fn::Sub'];
  if (typeof sub === 'string') return sub.replaceAll('${AWS::AccountId}', owner);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, owner)]));
};

function keyOfCloudFormation(text: string, owner: string): KeyToCreate {
  const properties = resolved(partOf(readTemplate(text), 'Resources', 'BackupKey', 'Properties'), owner) as Properties;
  return {
    description: String(properties['Description']),
    policy: JSON.stringify(properties['KeyPolicy']),
    keySpec: String(properties['KeySpec']),
    keyUsage: String(properties['KeyUsage']),
    multiRegion: Boolean(properties['MultiRegion']),
    waitingDays: Number(properties['PendingWindowInDays']),
  };
}

async function keyOfTerraform({ text, region }: InstructionFile, owner: string): Promise<KeyToCreate> {
  const name = `backup_${region.replaceAll('-', '_')}`;
  const key = partOf(await readTerraform(text), 'resource', 'aws_kms_key', name, 0) as Properties;
  return {
    description: String(key['description']),
    policy: String(key['policy']).replaceAll(`\${data.aws_caller_identity.${name}.account_id}`, owner),
    keySpec: String(key['customer_master_key_spec']),
    keyUsage: String(key['key_usage']),
    multiRegion: Boolean(key['multi_region']),
    waitingDays: Number(key['deletion_window_in_days']),
  };
}

/** The key that a template creates in the account `owner`. */
export async function keyOf(file: InstructionFile, owner: string): Promise<KeyToCreate> {
  if (file.kind === 'cloudformation') return keyOfCloudFormation(file.text, owner);
  if (file.kind === 'terraform') return keyOfTerraform(file, owner);
  throw new Error(`${file.name} is no template`);
}

/** The policy in a script for the AWS CLI, with the owner's account as the shell fills it in. */
export function policyInScript(script: string, owner: string): string {
  const [, policy] = /<<END_OF_POLICY\n([^]*?)\nEND_OF_POLICY\n/.exec(script) ?? [];
  if (policy === undefined) throw new Error('No policy in the script');
  return policy.replaceAll('${ACCOUNT_ID}', owner);
}
