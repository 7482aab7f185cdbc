/** What our records say about a customer, as it is edited in one form. */
export type CustomerFacts = {
  name: string;
  /** The customer's id in our other systems. */
  externalId: string | null;
  /** IANA name. */
  timeZone: string | null;
  /** ISO weekdays, 1 is Monday; null where nobody recorded them. */
  workingDays: readonly number[] | null;
  serviceLevel: string | null;
  /** The customer whose AWS account holds this customer's keys; null where they hold them. */
  providerId: string | null;
};

/** A customer that a person may have meant, and why. */
export type SimilarCustomer = {
  id: string;
  name: string;
  /** Null where there is none, or where only the name was looked at. */
  externalId: string | null;
  /** What is alike: the name or the external id. */
  by: 'name' | 'external_id';
};

/** How many similar customers are shown at most. */
export const SIMILAR_SHOWN = 5;

/** External ids that are accepted; the database checks it too. */
export const EXTERNAL_ID_FORM = /^[A-Za-z0-9._-]{1,64}$/;
