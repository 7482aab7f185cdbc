/** What a contact of the customer is to us. */
export const CONTACT_ROLES = ['key_admin', 'security', 'account_executive', 'billing'] as const;

/** How we know that an AWS account belongs to a customer. */
export const ACCOUNT_PROOFS = ['vendor_record', 'description_token', 'support_case'] as const;
