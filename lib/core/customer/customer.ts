/** What a person is to us at the customer's side. */
export const CONTACT_ROLES = ['key_admin', 'security', 'account_executive', 'billing'] as const;

/** How an AWS account came to be known as a customer's. */
export const ACCOUNT_PROOFS = ['vendor_record', 'description_token', 'support_case'] as const;
