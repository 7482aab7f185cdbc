/** What a contact of the customer is to us. */
export const CONTACT_ROLES = ['key_admin', 'security', 'account_executive', 'billing'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** How a person made sure that a contact is who they say (H17). */
export const VERIFY_CHANNELS = ['phone', 'video_call', 'in_person', 'signed_letter'] as const;
export type VerifyChannel = (typeof VERIFY_CHANNELS)[number];

type Verified = { lastConfirmedAt: Date; verifiedWith: string };

/** Whether somebody of ours made sure that a contact is who they say. An account executive is one of our own people (H17). */
export const isVerifiedContact = <
  Contact extends { role: string } & { [Field in keyof Verified]: Verified[Field] | null },
>(
  contact: Contact,
): contact is Contact & Verified =>
  contact.role !== 'account_executive' && contact.lastConfirmedAt !== null && contact.verifiedWith !== null;

/** How we know that an AWS account belongs to a customer. */
export const ACCOUNT_PROOFS = [
  'vendor_record',
  'description_token',
  'support_case',
  'ciphertext',
  'exception',
] as const;
export type AccountProof = (typeof ACCOUNT_PROOFS)[number];

/** How we know that a key is its holder's: by its account, which is bound to this holder alone, or by itself (H16). */
export const OWNERSHIP_PROOFS = ['account', 'description_code', 'ciphertext', 'exception'] as const;
export type OwnershipProof = (typeof OWNERSHIP_PROOFS)[number];

/** What asking for the code in a key's description gave. Nothing else of an unproven key is stored (H16). */
export const OWNERSHIP_ANSWERS = ['seen', 'not_seen', 'not_readable', 'could_not_check'] as const;
export type OwnershipAnswer = (typeof OWNERSHIP_ANSWERS)[number];
