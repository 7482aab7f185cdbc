import type { AccountProof, ContactRole, VerifyChannel } from '#lib/core/customer/customer.ts';
import type { CustomerFacts } from '#lib/core/customer/customer-facts.ts';
import type { AssignmentRole } from '#lib/core/key/role.ts';
import type { CheckAllView } from '#lib/core/pages/check-all.ts';
import type { KeyListItem } from '#lib/core/pages/key-list-page.ts';

/** Things of a customer's page; `more` is true where there are more than are shown. */
export type Shown<Item> = { items: readonly Item[]; more: boolean };

/** How a contact was verified: by whom, when, over which channel, with which number or address (H17). */
export type Verification = { at: string; by: string | null; channel: VerifyChannel | null; with: string | null };

export type CustomerContact = {
  id: string;
  role: ContactRole;
  name: string;
  email: string;
  phone: string | null;
  verified: Verification | null;
  /** When they left; null for a contact of today. */
  leftAt: string | null;
};

export type CustomerAccount = {
  id: string;
  awsAccountId: string;
  proof: AccountProof;
  provenAt: string;
  provenBy: string | null;
  /** Why an approver made an exception. */
  reason: string | null;
  sharedSince: string | null;
  /** Other customers whose account it is too. For staff only (H16). */
  otherHolders: readonly { id: string; name: string }[];
};

export type CustomerWorkspace = {
  id: string;
  name: string;
  region: string;
  /** The key that protects its backups now. */
  activeKeyId: string | null;
  /** The departure with which it leaves or has left; null while it stays. */
  departureId: string | null;
  hasLeft: boolean;
  /** Where it moves, or came from; null where it does neither. */
  move: {
    id: string;
    setupId: string;
    direction: 'to' | 'from';
    region: string;
    /** Whether the successor's key is cleared, so that the old key may be kept for older backups only. */
    newKeyCleared: boolean;
    isOver: boolean;
  } | null;
};

/** A setup on its customer's page. Its words are made on the server, so that the page doesn't load those of every stage. */
export type CustomerSetup = {
  setupId: string;
  ticket: string | null;
  ownerName: string;
  startedAt: string;
  /** Where each of its workspaces stands. */
  lines: readonly string[];
  standing: string;
  /** Since when the line that waits longest at its step has been there; null where nothing is open. */
  stageSince: string | null;
};

/** A key on its customer's page. */
export type CustomerKey = KeyListItem & {
  /** What depends on it, as last reported and when; null where its ownership isn't proven, and of a retired key. */
  reported: string | null;
};

/** A request to replace keys on its customer's page, in words of the server as a setup. */
export type CustomerReplacement = {
  id: string;
  startedAt: string;
  ticket: string | null;
  /** Where its workspaces stand: "switched 2 of 3; tests under way 1 of 3". */
  standing: string;
};

/** A departure on its customer's page, in words of the server. */
export type CustomerDeparture = {
  id: string;
  startedAt: string;
  ticket: string | null;
  why: string;
  /** The step that is next, or how it ended. */
  standing: string;
};

/** Which key protected which workspace, in which role, from when to when. */
export type CustomerRole = {
  id: string;
  keyId: string;
  arn: string;
  role: AssignmentRole;
  workspace: string;
  region: string;
  /** Of a provider's key: the customer whose workspace it is. */
  client: string | null;
  from: string;
  /** Null while it goes on. */
  to: string | null;
};

/** The page of a customer, as JSON: instants are ISO text. */
export type CustomerPage = CustomerFacts & {
  now: string;
  id: string;
  /** Named by every change, so that a page that is out of date overwrites nothing. */
  revision: number;
  providerName: string | null;
  /** Whether they have an open ticket. */
  hasTicket: boolean;
  workspaces: Shown<CustomerWorkspace>;
  /** Those of today, then those who left. */
  contacts: readonly CustomerContact[];
  accounts: readonly CustomerAccount[];
  /** The keys they hold, and those that their provider holds for them, the most urgent first. */
  keys: Shown<CustomerKey>;
  /** The customers whose provider they are. */
  clients: Shown<{ id: string; name: string }>;
  /** Their setups: what is open first, then the newest first. */
  setups: Shown<CustomerSetup>;
  /** Their requests to replace keys, the newest first. */
  replacements: Shown<CustomerReplacement>;
  /** Their departures, the newest first. */
  departures: Shown<CustomerDeparture>;
  /** Which key protected what when, the newest first. */
  roles: Shown<CustomerRole>;
  /** How far the last check of all keys is; null an hour after it, and without one. */
  checkAll: CheckAllView | null;
};
