import { errorNameOf } from './error-names.ts';
import type { ErrorUnit } from './error-units.ts';
import { parseJson } from './json-in-text.ts';
import { asObject, type Paste } from './pasted-text.ts';

/** An error that a CloudTrail event records, and who called. */
export type EventError = ErrorUnit & { principal: string | null; account: string | null; region: string | null };

const KMS = 'kms.amazonaws.com';
const MOST_EVENTS = 200;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Records in a file, in the answer of `lookup-events`, as JSON text in it: nothing is nested more deeply. */
const DEEPEST = 5;

/** The events in CloudTrail's files, in `lookup-events`, in a list, or alone. */
function eventsIn(value: unknown, depth = 0): Readonly<Record<string, unknown>>[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.slice(0, MOST_EVENTS).flatMap((item) => eventsIn(item, depth + 1));
  const object = asObject(value);
  if (object === null) return [];
  if (textOf(object['eventName']) !== null && textOf(object['eventSource']) !== null) return [object];
  const inside = textOf(object['CloudTrailEvent']);
  if (inside !== null) return eventsIn(parseJson(inside)?.value, depth + 1);
  return [object['Records'], object['Events'], object['detail']].flatMap((list) => eventsIn(list, depth + 1));
}

/** The ARNs of the resources that an event names. */
const resourcesOf = ({ resources }: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(resources) ? resources.flatMap((resource) => textOf(asObject(resource)?.['ARN']) ?? []) : [];

function toError(event: Readonly<Record<string, unknown>>): EventError | null {
  const errorCode = textOf(event['errorCode']);
  if (errorCode === null) return null;
  const isKms = event['eventSource'] === KMS;
  const identity = asObject(event['userIdentity']);
  const through = [event['sourceIPAddress'], identity?.['invokedBy']].flatMap((value) => textOf(value) ?? []);
  // Only what says who was refused what on which key: other fields may name anything.
  const keyId = textOf(asObject(event['requestParameters'])?.['keyId']) ?? '';
  const about = [...resourcesOf(event), keyId.startsWith('arn:') ? keyId : `--key-id ${keyId}`];
  const text = [event['eventSource'], errorCode, textOf(event['errorMessage']), ...about, ...through].join('\n');
  return {
    text,
    name: errorNameOf(errorCode.replace(/^Client\./, '')),
    isKmsName: isKms,
    asKmsWrites: isKms,
    focus: text,
    dated: textOf(event['eventTime']) ?? '',
    operation: textOf(event['eventName']),
    principal: textOf(identity?.['arn']),
    account: textOf(identity?.['accountId']),
    region: textOf(event['awsRegion']),
  };
}

/** Changes of a key, its policy and what uses it. Source: KMS developer guide, "CloudTrail entries". */
const CHANGES =
  /^(?:(?:Cancel|Schedule)KeyDeletion|DeleteKey|(?:Enable|Disable)Key(?:Rotation)?|PutKeyPolicy|(?:Create|Retire|Revoke)Grant|(?:Create|Delete|Update)Alias|(?:Import|DeleteImported|DeleteExpired)KeyMaterial|RotateKey(?:OnDemand)?|ReplicateKey|SynchronizeMultiRegionKey|UpdatePrimaryRegion|TagResource|UntagResource)$/;

const isChange = (event: Readonly<Record<string, unknown>>): boolean =>
  event['eventSource'] === KMS && textOf(event['errorCode']) === null && CHANGES.test(textOf(event['eventName']) ?? '');

/** Whether an event of EventBridge says that a key or its material was deleted, rotated or expired. */
const isNotice = (value: unknown): boolean =>
  asObject(value)?.['source'] === 'aws.kms' && textOf(asObject(value)?.['detail-type']) !== null;

/** Whether a text is only records of changes of a key: CloudTrail events without an error, or notices. */
export function recordsChange({ text, json }: Paste): boolean {
  if (!text.includes('eventName') && !text.includes('detail-type')) return false;
  const found = json();
  if (found === null) return false;
  const values = [found.value, ...found.others];
  if (values.some((value) => isNotice(value) && eventsIn(value).length === 0)) return true;
  const events = values.flatMap((value) => eventsIn(value));
  return events.some((event) => isChange(event)) && events.every((event) => textOf(event['errorCode']) === null);
}

/** The CloudTrail events in a text: those that record an error, and whether there are others; null if it has none. */
export function cloudTrailErrors({ text, json }: Paste): { errors: EventError[]; succeeded: boolean } | null {
  if (!text.includes('eventName')) return null;
  const found = json();
  if (found === null) return null;
  const events = [found.value, ...found.others].flatMap((value) => eventsIn(value));
  if (events.length === 0) return null;
  const errors = events.flatMap((event) => toError(event) ?? []);
  return { errors, succeeded: errors.length < events.length };
}
