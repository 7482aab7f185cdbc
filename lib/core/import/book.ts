import type { ContactRole } from '#lib/core/customer/customer.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** A customer as the book has them. */
export type BookCustomer = {
  id: string;
  name: string;
  externalId: string | null;
  timeZone: string | null;
  serviceLevel: string | null;
  workingDays: readonly number[] | null;
  providerId: string | null;
  providerName: string | null;
};
export type BookWorkspace = {
  id: string;
  region: string;
  name: string;
  activeArn: string | null;
  /** Whether a key was active in it that isn't anymore. */
  hadActive: boolean;
  /** Whether its customer leaves with it, or has left. */
  leaves: boolean;
  /** Whether a setup of its first key is under way. */
  inSetup: boolean;
};
export type BookContact = { role: ContactRole; name: string; email: string; phone: string | null };
/** A key that isn't retired, or one that was in use before. */
export type BookKey = {
  id: string;
  holderId: string;
  holderName: string;
  role: KeyRole;
  proven: boolean;
  withdrawn: boolean;
  /** The open assignments. */
  assigned: readonly { workspaceId: string; role: string; since: Date }[];
};
export type BookAccount = {
  customerId: string;
  customerName: string;
  shared: boolean;
  /** Whether somebody revoked it: it isn't the customer's after all. */
  revoked: boolean;
};
export type NamedCustomer = { id: string; name: string };

/** What the book has of what a part of a file names, looked up at one moment. */
export type Book = {
  /** By the group key of the name in the file. */
  customers: ReadonlyMap<string, BookCustomer>;
  /** The customers whose names look like one in the file, by its form. */
  byForm: ReadonlyMap<string, readonly NamedCustomer[]>;
  /** The customers whose external id is, or looks like, one in the file, by the id in the file. */
  byExternalId: ReadonlyMap<string, readonly (NamedCustomer & { externalId: string })[]>;
  /** By the customer's id. */
  workspaces: ReadonlyMap<string, readonly BookWorkspace[]>;
  contacts: ReadonlyMap<string, readonly BookContact[]>;
  /** By the AWS account: the customers that it is or was bound to. */
  accounts: ReadonlyMap<string, readonly BookAccount[]>;
  keys: ReadonlyMap<string, readonly BookKey[]>;
};
