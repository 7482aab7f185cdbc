/** Formats of KMS's answers that are not JSON, as staff know them. */
export const PASTE_FORMATS = {
  table: 'a table',
  text: 'text output',
  yaml: 'YAML',
  python: 'a Python value',
  javascript: 'a JavaScript value',
  java: 'a Java value',
  go: 'a Go value',
  rust: 'a Rust value',
  ruby: 'a Ruby value',
  powershell: 'PowerShell output',
  console: 'text from the AWS console',
} as const;
export type PasteFormat = keyof typeof PASTE_FORMATS;

/** Fields of the answers that staff paste. */
const FIELD = String.raw`(?:KeyMetadata|KeyState|AWSAccountId|KeyManager|Rotations|RotationDate|RotationType|Policy|PolicyName|Statement)`;

const FORMATS: readonly (readonly [PasteFormat, RegExp])[] = [
  ['table', /^[-+]{8,}\r?$|^\|[ |+-]|^[┌├└][─┬┼┴]{2,}/m],
  ['python', new RegExp(String.raw`\{u?'${FIELD}': |\bdatetime\.datetime\(`)],
  ['java', new RegExp(String.raw`\b(?:DescribeKeyResponse|KeyMetadata|RotationsListEntry)\(\w{2,30}=|\bKeyState=\w`)],
  ['java', /\{(?:KeyMetadata: \{)?(?:AWSAccountId|KeyId|Arn): [\w:/-]{1,300},(?:KeyId|Arn|CreationDate): /],
  [
    'go',
    /[{,]\s{0,40}KeyMetadata: \{\s{1,40}\w{2,30}: "|&?\{KeyMetadata:(?:0x|\{)|&kms\.(?:DescribeKeyOutput|KeyMetadata)\{/,
  ],
  ['rust', /\b(?:DescribeKeyOutput|KeyMetadata|ListKeyRotationsOutput) \{ ?\w{2,30}: /],
  ['ruby', /#<struct Aws::KMS::/],
  ['javascript', new RegExp(String.raw`[{,]\s{0,40}${FIELD}: ?['{[]|\bnew Date\(`)],
  ['text', /^(?:KEYMETADATA|ROTATIONS)(?:\t| {2,})/m],
  ['powershell', /^(?:AWSAccountId|KeyState|KeyMetadata|RotationDate|KeyManager) {1,40}: /m],
  ['yaml', new RegExp(String.raw`^\s{0,20}(?:- )?${FIELD}:(?: |\r?$)`, 'm')],
  [
    'console',
    /^(?:Key ID|Key ARN|Key policy|Alias(?:es)?|Status|Creation date|Cryptographic configuration)[ \t]{0,10}\r?$/m,
  ],
  // The page or the list of keys, copied as one line.
  ['console', /^Alias(?:es)?[ \t].{0,200}\bStatus[ \t].{0,200}\b(?:Creation date|ARN|Key type|Key spec)\b/m],
];

/** The format of a text that is an answer of KMS but not JSON, or null. */
export const formatOf = (text: string): PasteFormat | null =>
  FORMATS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

/** Code that makes a key or a policy. It shows what somebody wants, not what KMS has. */
export type Template = 'terraform_code' | 'terraform_state' | 'cloudformation_template' | 'template_code';

const TERRAFORM_STATE =
  /^[ \t]{0,10}# (?:module\.[^\n]{1,300}?\.)?(?:data\.)?aws_kms_\w{1,40}\.\w{1,100}(?:\[[^\]\n]{1,200}\])?:|^aws_kms_\w{1,40}\.\S{1,200}: Refreshing state|"(?:terraform_version|format_version|lineage)"\s{0,10}:/m;

/** Whether a text is what Terraform recorded: its state, as text or as JSON. */
const isTerraformState = (text: string): boolean =>
  (text.includes('aws_kms_') || text.includes('terraform_version')) && TERRAFORM_STATE.test(text);

const TEMPLATES: readonly (readonly [Template, RegExp])[] = [
  [
    'terraform_code',
    /\$\{(?:data|var|local|module|each|self|path|terraform|aws_\w{1,60})\.|\bjsonencode\s{0,5}\(|\b(?:data\.aws|var|local|module)\.\w{1,60}\b(?=[\s\],"}.])/,
  ],
  [
    'cloudformation_template',
    /"?AWSTemplateFormatVersion"?\s{0,5}:|"?Type"?\s{0,5}:\s{0,5}["']?AWS::KMS::|\$\{AWS::\w{1,40}\}|"Fn::\w{1,40}"|"Ref"\s{0,5}:|!(?:Sub|Ref|GetAtt|Join)\b/,
  ],
  [
    'template_code',
    /\{\{[^{}\n]{1,200}\}\}|\$\{Token\[|<%=|\b(?:kms\.(?:Cfn)?Key|PolicyStatement|PolicyDocument|addToResourcePolicy|add_to_resource_policy)\(/,
  ],
];
/** A block or a text of several lines in Terraform code, and what one of these is looked for by: it costs less. */
const TERRAFORM_LINES = /^\s{0,40}(?:resource|data) "aws_\w{1,60}"|^\s{0,40}\w{1,40}\s{1,10}=\s{1,10}<<[-~]?\w/m;
const isTerraformCode = (text: string): boolean =>
  (text.includes(' "aws_') || text.includes('<<')) && TERRAFORM_LINES.test(text);

/** Whether a text is code that makes a policy, and of which tool; null if it is none. */
export const templateIn = (text: string): Template | null =>
  isTerraformState(text)
    ? 'terraform_state'
    : isTerraformCode(text)
      ? 'terraform_code'
      : (TEMPLATES.find(([, pattern]) => pattern.test(text))?.[0] ?? null);
