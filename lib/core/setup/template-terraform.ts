import type { NewKey } from '#lib/core/setup/template-cli.ts';
import { descriptionOfNewKey } from '#lib/core/setup/template-description.ts';
import { policyOfNewKey } from '#lib/core/text/key-policy.ts';

/** The name of everything in the file. It has the region, so that files of several regions fit into one folder. */
const nameIn = (region: string): string => `backup_${region.replaceAll('-', '_')}`;

/** The owner's account in Terraform, which asks AWS for it. */
export const ownerInTerraform = (region: string): string => `\${data.aws_caller_identity.${nameIn(region)}.account_id}`;

/** A Terraform file that creates a key. Terraform refuses to destroy it. */
export const terraformFile = ({ region, vendorAccountId, code }: NewKey): string => {
  const name = nameIn(region);
  return `# One KMS key in ${region} that account ${vendorAccountId} may use.
provider "aws" {
  alias  = "${name}"
  region = "${region}"
}

data "aws_caller_identity" "${name}" {
  provider = aws.${name}
}

resource "aws_kms_key" "${name}" {
  provider                 = aws.${name}
  description              = "${descriptionOfNewKey(code)}"
  key_usage                = "ENCRYPT_DECRYPT"
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
  multi_region             = false
  deletion_window_in_days  = 30

  policy = <<END_OF_POLICY
${policyOfNewKey({ awsAccountId: ownerInTerraform(region), vendorAccountId })}
END_OF_POLICY

  lifecycle {
    prevent_destroy = true
  }
}

# Please send us this ARN.
output "${name}_key_arn" {
  value = aws_kms_key.${name}.arn
}
`;
};

export const terraformFileName = (region: string): string => `new-key-${region}.tf`;
