import { descriptionOfNewKey } from '#lib/core/setup/template-description.ts';
import { policyOfNewKey } from '#lib/core/text/key-policy.ts';

/** What a template for a new key needs to know. All three are checked before: nothing here is escaped. */
export type NewKey = { region: string; vendorAccountId: string; code: string };

/** The owner's account in the script, which asks AWS for it. */
export const OWNER_OF_CLI = '${ACCOUNT_ID}';

/**
 * A shell script that creates a key in the account of whoever runs it. The key has its policy from the beginning, so
 * nothing is overwritten (H1).
 */
export const cliScript = ({ region, vendorAccountId, code }: NewKey): string => `#!/usr/bin/env bash
# Creates one KMS key in ${region} that account ${vendorAccountId} may use. It changes nothing else.
# Every run creates another key, so run it once: bash ${cliFileName(region)}
set -euo pipefail

ACCOUNT_ID="$(aws sts get-caller-identity --query Account --output text)"
echo "Creating a key in account \${ACCOUNT_ID}, region ${region}." >&2

POLICY="$(cat <<END_OF_POLICY
${policyOfNewKey({ awsAccountId: OWNER_OF_CLI, vendorAccountId })}
END_OF_POLICY
)"

KEY_ARN="$(aws kms create-key --region ${region} \\
  --description '${descriptionOfNewKey(code)}' \\
  --key-spec SYMMETRIC_DEFAULT --key-usage ENCRYPT_DECRYPT --origin AWS_KMS --no-multi-region \\
  --policy "\${POLICY}" --query KeyMetadata.Arn --output text)"

echo "Please send us this ARN: \${KEY_ARN}"
echo "And this policy:"
aws kms get-key-policy --region ${region} --key-id "\${KEY_ARN}" --policy-name default --query Policy --output text
`;

export const cliFileName = (region: string): string => `new-key-${region}.sh`;
