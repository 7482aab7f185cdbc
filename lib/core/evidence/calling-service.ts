import { kmsActionOf } from './kms-actions.ts';

/** AWS services through which an error of KMS may arrive, as AWS names them. */
export const CALLING_SERVICES = [
  'AWS Backup',
  'CloudWatch Logs',
  'DynamoDB',
  'EBS',
  'EC2',
  'EC2 Auto Scaling',
  'EFS',
  'Kinesis',
  'Lambda',
  'RDS',
  'Redshift',
  'S3',
  'SNS',
  'SQS',
  'SSM',
  'Secrets Manager',
] as const;
export type CallingService = (typeof CALLING_SERVICES)[number];

/** Operations of other services whose names are theirs alone. */
const OPERATIONS: Readonly<Record<CallingService, string>> = {
  'AWS Backup': 'StartBackupJob StartCopyJob StartRestoreJob',
  'CloudWatch Logs': 'AssociateKmsKey CreateLogGroup CreateLogStream PutLogEvents',
  DynamoDB: 'BatchGetItem BatchWriteItem DeleteItem GetItem PutItem Query Scan UpdateItem',
  EBS: 'GetSnapshotBlock PutSnapshotBlock StartSnapshot',
  EC2: 'AttachVolume CopyImage CopySnapshot CreateSnapshot CreateVolume ImportSnapshot RunInstances StartInstances',
  'EC2 Auto Scaling': 'StartInstanceRefresh',
  EFS: 'CreateFileSystem CreateReplicationConfiguration',
  Kinesis: 'GetRecords PutRecord PutRecords StartStreamEncryption',
  Lambda: 'CreateFunction Invoke InvokeFunction UpdateFunctionConfiguration',
  RDS: `CopyDBClusterSnapshot CopyDBSnapshot CreateDBCluster CreateDBInstance CreateDBInstanceReadReplica
    RestoreDBClusterFromSnapshot RestoreDBInstanceFromDBSnapshot StartDBCluster StartDBInstance StartExportTask`,
  Redshift: 'CopyClusterSnapshot RestoreFromClusterSnapshot',
  S3: `CompleteMultipartUpload CopyObject CreateMultipartUpload GetObject HeadObject PutObject RestoreObject UploadPart
    UploadPartCopy DeleteObject ListObjects ListObjectsV2 GetObjectAttributes`,
  SNS: 'Publish PublishBatch',
  SQS: 'ReceiveMessage SendMessage SendMessageBatch',
  SSM: 'GetParameter GetParameters GetParametersByPath PutParameter',
  'Secrets Manager': 'CreateSecret GetSecretValue PutSecretValue RotateSecret UpdateSecret',
};
const SERVICE_OF: ReadonlyMap<string, CallingService> = new Map(
  CALLING_SERVICES.flatMap((service) =>
    OPERATIONS[service].split(/\s+/).map((operation): [string, CallingService] => [operation, service]),
  ),
);

/** Names in messages, log lines and CloudTrail events, the more exact first: endpoints, and other words. */
const WORDS: readonly (readonly [CallingService, readonly string[], RegExp | null])[] = [
  ['Lambda', ['lambda'], /\bLambda was unable to|operation error Lambda:/i],
  ['Secrets Manager', [], /\bAccess to KMS is not allowed|operation error Secrets Manager:/],
  ['CloudWatch Logs', ['logs'], /not allowed to be used with (?:Arn|LogGroup)\b|Service: CloudWatchLogs/],
  ['EBS', [], /\bEBS (?:Volume|Snapshot) Notification\b/],
  ['EC2 Auto Scaling', ['autoscaling'], /Instance became unhealthy while waiting/i],
  ['EC2', ['ec2-frontend-api', 'ec2'], /Client\.InvalidKMSKey|Service: AmazonEC2|operation error EC2:/i],
  [
    'RDS',
    ['rds'],
    /\bRDS-EVENT-|Amazon RDS\b|Service: (?:Amazon)?Rds|KMSKeyNotAccessibleFault|inaccessible-encryption-credentials/i,
  ],
  [
    'S3',
    ['s3'],
    /Amazon S3\b|Service: S3|operation error S3:|AmazonS3Exception|S3ServiceException|Amazon\.S3\b|services\.s3\b|<HostId>|<Error><Code>AccessDenied/i,
  ],
  ['SQS', ['sqs'], /AmazonSQS|services\.sqs\b|Service: Sqs\b|operation error SQS:/i],
  ['SNS', ['sns'], /AmazonSNS|services\.sns\b|operation error SNS:/i],
  ['DynamoDB', ['dynamodb'], /AmazonDynamoDB|services\.dynamodb\b|operation error DynamoDB:/i],
  ['Kinesis', ['kinesis'], /AmazonKinesis|services\.kinesis\b|operation error Kinesis:/i],
  ['Secrets Manager', ['secretsmanager'], /Secrets Manager (?:can|is)|services\.secretsmanager\b/i],
  ['SSM', ['ssm'], /services\.ssm\b|operation error SSM:/i],
  ['AWS Backup', ['backup'], /AWSBackupDefaultServiceRole|AWSServiceRoleForBackup|operation error Backup:/i],
  ['EFS', ['elasticfilesystem'], null],
  ['Redshift', ['redshift'], null],
];

/** One of these is in every text that one of the other words fits. Most errors have none, and one search is cheaper. */
const ANY_WORD =
  /amazon(?!aws\.)|operation error|services?[.:]|notification|lambda was|access to kms|to be used with|instance became|invalidkmskey|rds-event|kmskeynot|inaccessible-|s3service|<hostid|<code>|secrets manager|awsbackup|awsservicerole/i;
// Looking back from the domain costs a fifth of looking at every word for what may be before it.
const ENDPOINT = /(?<=\b(ec2-frontend-api|[a-z0-9]{1,40}))\.amazonaws\.com/gi;
const HAS_ENDPOINT = /\.amazonaws\.com/i;

/** The service whose endpoint or words a text holds. */
function serviceNamed(text: string): CallingService | null {
  const endpoints = new Set(
    HAS_ENDPOINT.test(text) ? [...text.matchAll(ENDPOINT)].map(([, name = '']) => name.toLowerCase()) : [],
  );
  const hasWords = ANY_WORD.test(text);
  if (endpoints.size === 0 && !hasWords) return null;
  const found = WORDS.find(
    ([, names, words]) => names.some((name) => endpoints.has(name)) || (hasWords && words?.test(text)),
  );
  return found?.[0] ?? null;
}

/** The permissions on the key that an operation of another service needs. Source: the services' own guides. */
const NEEDS: Readonly<Record<string, string>> = {
  GetObject: 'kms:Decrypt',
  HeadObject: 'kms:Decrypt',
  PutObject: 'kms:GenerateDataKey',
  UploadPart: 'kms:GenerateDataKey and kms:Decrypt',
  CreateMultipartUpload: 'kms:GenerateDataKey',
  CompleteMultipartUpload: 'kms:Decrypt',
  CopyObject: 'kms:Decrypt and kms:GenerateDataKey',
  SendMessage: 'kms:GenerateDataKey and kms:Decrypt',
  SendMessageBatch: 'kms:GenerateDataKey and kms:Decrypt',
  ReceiveMessage: 'kms:Decrypt',
  Publish: 'kms:GenerateDataKey and kms:Decrypt',
  PublishBatch: 'kms:GenerateDataKey and kms:Decrypt',
  GetSecretValue: 'kms:Decrypt',
};

/** What an operation of another service needs of the key, or null if that is not known. */
export const neededBy = (operation: string): string | null => NEEDS[operation] ?? null;

export type CallThrough = { service: CallingService | null; operation: string | null };

/** A part of a text with one error, and the operation in "when calling the … operation", or null. */
type NamedCall = { text: string; operation: string | null };

/** What was found in an error: a reading asks twice, and a search reads the text once per service. */
const searched = new WeakMap<NamedCall, CallThrough>();

/** The AWS service that met an error of KMS, and its operation, if the text names them. */
export function callThrough(call: NamedCall): CallThrough {
  const known = searched.get(call) ?? findCallThrough(call);
  searched.set(call, known);
  return known;
}

function findCallThrough({ text, operation }: NamedCall): CallThrough {
  const ofOperation = operation === null ? undefined : SERVICE_OF.get(operation);
  if (ofOperation !== undefined) return { service: ofOperation, operation };
  const [, named = ''] = /operation error [\w ]{1,40}: (\w{1,60}),/.exec(text) ?? [];
  const service = SERVICE_OF.get(named);
  if (service !== undefined) return { service, operation: named };
  return { service: serviceNamed(text), operation: null };
}

/** Operations, of whatever service, and what only other services have. */
const OPERATION_WORD =
  /\b(?:Batch|Copy|Complete|Create|Delete|Describe|Get|Head|List|Publish|Put|Receive|Restore|Run|Send|Start|Stop|Update|Upload)[A-Z]\w{2,40}\b/g;
const THING_OF_ANOTHER = /\b(?:bucket|topic|queue|log group|table)\b|\bs3:\/\//i;
/** In capitals: ARNs hold them in small letters. */
const ANOTHER_SERVICE = /\b(?:S3|STS|DynamoDB|SQS|SNS|Kinesis)\b/;

/** Whether a text names an AWS service as the one that answered, which is not KMS. */
export const namesAnotherService = (call: NamedCall): boolean => {
  const { text } = call;
  return (
    callThrough(call).service !== null ||
    /\bnot ?authorized to perform: ?(?!kms:)[a-z0-9-]{2,40}:[A-Z]/.test(text) ||
    /\(Service: (?!AWSKMS|Kms|KMS)[A-Z][\w ]{1,40}[;,]/.test(text) ||
    /operation error (?!KMS:)[A-Z][\w ]{1,40}: /.test(text) ||
    (HAS_ENDPOINT.test(text) && /^(?!kms\.)[a-z0-9-]{1,40}\.amazonaws\.com$/m.test(text))
  );
};

/** Whether a text mentions an operation or a resource of another service, so that its error may be that one's. */
export const mentionsAnotherService = (text: string): boolean =>
  THING_OF_ANOTHER.test(text) ||
  ANOTHER_SERVICE.test(text) ||
  [...text.slice(0, 4000).matchAll(OPERATION_WORD)].some(
    ([word]) => kmsActionOf(word) === null && !/(?:Exception|Fault|Key\w{0,20})$/.test(word),
  );
