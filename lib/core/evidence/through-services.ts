import type { PolicyStatement } from './policy-document.ts';

/** AWS services that use KMS keys for their callers, as they stand in `kms:ViaService`. Source: KMS developer guide. */
const SERVICES: ReadonlySet<string> = new Set(
  `acm appstream backup connect cloudtrail codeartifact dax dms docdb-elastic dynamodb ebs ec2 ecr ecs elasticache
  elasticfilesystem elasticmapreduce emr es events finspace firehose forecast fsx glue imagebuilder importexport kafka
  kendra kinesis kinesisvideo lambda logs memorydb mq opensearchserverless profile rds redshift redshift-serverless
  rolesanywhere s3 sagemaker secretsmanager ses sns sqs ssm states storagegateway timestream wafv2 wisdom workmail
  workspaces xray`.split(/\s+/),
);

const VIA_SERVICE = /^([a-z0-9-]{1,40})\.([a-z0-9-]{1,30}|\*)\.amazonaws\.com$/;

/**
 * The AWS services that a list of statements admits with `kms:ViaService`, in AWS's short names. Names that AWS does not
 * document, and services in another Region than the key's, are left out, because they may be the customer's own words (H6).
 */
export function servicesNamed(statements: readonly PolicyStatement[], region: string): string[] {
  const found = new Set<string>();
  for (const { Effect, Condition } of statements)
    if (Effect === 'Allow')
      for (const [operator, byKey] of Object.entries(Condition ?? {}))
        if (/^(?:for(?:any|all)values:)?string(?:equals|like)/i.test(operator))
          for (const [key, values] of Object.entries(byKey))
            if (key.toLowerCase() === 'kms:viaservice')
              for (const value of values) {
                const [, service = '', inRegion] = VIA_SERVICE.exec(value) ?? [];
                if (SERVICES.has(service) && (inRegion === region || inRegion === '*')) found.add(service);
              }
  return [...found].toSorted();
}
