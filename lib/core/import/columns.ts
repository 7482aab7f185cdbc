/** The columns of a file of customers and keys. Only the first is required; a row says about its customer what it fills in. */
export const IMPORT_COLUMNS = [
  'customer',
  'external_id',
  'time_zone',
  'service_level',
  'working_days',
  'provider',
  'different',
  'workspace',
  'region',
  'key_arn',
  'role',
  'in_use_since',
  'key_holder',
  'contact_name',
  'contact_role',
  'contact_email',
  'contact_phone',
  'aws_account',
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];
