import { z } from 'zod';
import { CONTACT_ROLES, type ContactRole } from '#lib/core/customer/customer.ts';
import { EXTERNAL_ID_FORM } from '#lib/core/customer/customer-facts.ts';
import { visibleName } from '#lib/core/customer/name-form.ts';
import { timeZoneNamed } from '#lib/core/customer/time-zone.ts';
import { judgeIntake } from '#lib/core/key/intake.ts';
import { noticedWords } from '#lib/core/key/intake-words.ts';
import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import { accountOfArn } from '#lib/core/key/key-arn.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { REPLACED } from './cell-text.ts';
import type { ImportColumn } from './columns.ts';
import type { ImportCells, ImportProblem } from './import.ts';
import { readInstant, readWorkingDays } from './read-cells.ts';

/** What a file may say about a customer besides the name. Null: it says nothing. */
export type FileFacts = {
  externalId: string | null;
  timeZone: string | null;
  serviceLevel: string | null;
  workingDays: readonly number[] | null;
  provider: string | null;
};
export type FileContact = { role: ContactRole; name: string; email: string; phone: string | null };
export type FileWorkspace = { region: string; name: string };
export type FileKey = {
  parts: KeyArnParts;
  role: 'active' | 'retained';
  since: Date | null;
  /** The customer that holds it; null: the provider, or the customer where there is none. */
  holder: string | null;
};

/** A row as it is stored. */
export type StagedRow = { id: string; line: number; cells: ImportCells; problems: readonly ImportProblem[] };

/** A row in our terms, with what is wrong with it by itself. What can't be read is null. */
export type ReadRow = {
  id: string;
  line: number;
  customer: string;
  /** Rows of one customer have the same. */
  groupKey: string;
  facts: FileFacts;
  /** Whether a person made sure that this is not the customer whose name looks alike. */
  different: boolean;
  workspace: FileWorkspace | null;
  key: FileKey | null;
  contact: FileContact | null;
  awsAccountId: string | null;
  problems: ImportProblem[];
};

export type ReadContext = { regions: readonly HostingRegion[]; now: Date };

/**
 * Rows with this text as their customer are about one customer: what nobody sees, and the case, make no difference. Letter by
 * letter, as PostgreSQL does it: a whole word in Greek capitals would end in another sigma.
 */
export const groupKeyOf = (customer: string): string =>
  Array.from(visibleName(customer), (letter) => letter.toLowerCase()).join('');

const NO_INVISIBLE = /^[^\p{Cc}\p{Cf}]*$/u;
const PHONE = /^[+\d(][\d ()./-]{3,38}\d$/;
const EMAIL = z.email().max(254);
const AWS_ACCOUNT = /^\d{12}$/;

/** Reads a row by itself. Nothing is looked up, and nothing of another row counts. */
export function readRow(row: StagedRow, { regions, now }: ReadContext): ReadRow {
  const { cells } = row;
  // The others are what an earlier run said of the row.
  const problems: ImportProblem[] = row.problems.filter(({ code }) => code === 'ragged');
  const add = (column: ImportColumn, code: string, about?: string): null => {
    problems.push(about === undefined ? { column, code } : { column, code, about });
    return null;
  };
  const line = (column: ImportColumn, most: number): string | null => {
    const text = cells[column] ?? null;
    if (text === null) return null;
    if (text.length > most) return add(column, 'too_long', String(most));
    return NO_INVISIBLE.test(text) && !text.includes(REPLACED) ? text : add(column, 'invisible');
  };
  const typed = <T>(column: ImportColumn, read: (text: string) => T | null, code: string): T | null => {
    const text = cells[column];
    return text === undefined ? null : (read(text) ?? add(column, code));
  };

  const customer = line('customer', 200) ?? '';
  if (cells.customer === undefined) add('customer', 'customer_missing');
  const facts: FileFacts = {
    externalId: typed('external_id', (text) => (EXTERNAL_ID_FORM.test(text) ? text : null), 'external_id_form'),
    timeZone: typed('time_zone', knownTimeZone, 'time_zone_unknown'),
    serviceLevel: line('service_level', 64),
    workingDays: typed('working_days', readWorkingDays, 'working_days_unknown'),
    provider: line('provider', 200),
  };
  if (facts.provider !== null && groupKeyOf(facts.provider) === groupKeyOf(customer)) {
    add('provider', 'provider_itself');
    facts.provider = null;
  }
  const different = typed('different', (text) => (text.toLowerCase() === 'yes' ? 'yes' : null), 'different_yes');
  const key = readKey(cells, add, line, { regions, now });
  const workspace = readWorkspace(cells, add, line, key?.parts.region ?? null, regions);
  const contact = readContact(cells, add, line);
  const awsAccountId = typed('aws_account', (text) => (AWS_ACCOUNT.test(text) ? text : null), 'aws_account_form');
  if (awsAccountId !== null && regions.some(({ vendorAccountId }) => vendorAccountId === awsAccountId))
    add('aws_account', 'vendor_account');
  return {
    id: row.id,
    line: row.line,
    customer,
    groupKey: groupKeyOf(cells.customer ?? ''),
    facts,
    different: different === 'yes',
    workspace,
    key,
    contact,
    awsAccountId,
    problems,
  };
}

type Add = (column: ImportColumn, code: string, about?: string) => null;
type Line = (column: ImportColumn, most: number) => string | null;

function readKey(cells: ImportCells, add: Add, line: Line, { regions, now }: ReadContext): FileKey | null {
  const about = (['role', 'in_use_since', 'key_holder'] as const).find((column) => cells[column] !== undefined);
  if (cells.key_arn === undefined) return about === undefined ? null : add('key_arn', 'key_missing');
  if (cells.workspace === undefined) add('workspace', 'workspace_missing');
  const parts = readArn(cells.key_arn, add, cells.region, regions);
  const { role } = cells;
  if (role === undefined) add('role', 'role_missing');
  else if (role !== 'active' && role !== 'retained') add('role', 'role_unknown', role);
  const since = cells.in_use_since === undefined ? null : readInstant(cells.in_use_since);
  if (cells.in_use_since !== undefined && since === null) add('in_use_since', 'since_form');
  if (since !== null && since > now) add('in_use_since', 'since_future');
  const holder = line('key_holder', 200);
  return parts !== null && (role === 'active' || role === 'retained') ? { parts, role, since, holder } : null;
}

function readArn(
  text: string,
  add: Add,
  region: string | undefined,
  regions: readonly HostingRegion[],
): KeyArnParts | null {
  // Without a region of its own, the row is about the region of the ARN.
  const intake = judgeIntake(text, region ?? text.split(':')[3] ?? '', regions);
  if (!intake.ok) {
    const noticed = noticedWords(intake.noticed);
    return noticed === null ? add('key_arn', intake.reason) : add('key_arn', intake.reason, noticed);
  }
  return intake.value.arn === text ? intake.value : add('key_arn', 'arn_and_more', accountOfArn(intake.value.arn));
}

function readWorkspace(
  cells: ImportCells,
  add: Add,
  line: Line,
  regionOfKey: string | null,
  regions: readonly HostingRegion[],
): FileWorkspace | null {
  const name = line('workspace', 100);
  if (cells.workspace === undefined) {
    if (cells.region !== undefined && cells.key_arn === undefined) add('workspace', 'workspace_missing');
    return null;
  }
  const region = cells.region ?? regionOfKey;
  if (region === null) return cells.key_arn === undefined ? add('region', 'region_missing') : null;
  if (findRegion(regions, region) === undefined) return add('region', 'region_not_hosted', region);
  return name === null ? null : { region, name };
}

function readContact(cells: ImportCells, add: Add, line: Line): FileContact | null {
  const columns = ['contact_name', 'contact_role', 'contact_email'] as const;
  if ([...columns, 'contact_phone' as const].every((column) => cells[column] === undefined)) return null;
  for (const column of columns) if (cells[column] === undefined) add(column, 'contact_part_missing');
  const name = line('contact_name', 200);
  const role = CONTACT_ROLES.find((known) => known === cells.contact_role?.toLowerCase().replaceAll(/[\s-]+/g, '_'));
  if (cells.contact_role !== undefined && role === undefined) add('contact_role', 'contact_role_unknown');
  const email = cells.contact_email;
  const emailRead = email !== undefined && EMAIL.safeParse(email).success ? email : null;
  if (email !== undefined && emailRead === null) add('contact_email', 'contact_email_form');
  const phone = cells.contact_phone ?? null;
  if (phone !== null && !PHONE.test(phone)) add('contact_phone', 'contact_phone_form');
  return name === null || role === undefined || emailRead === null ? null : { role, name, email: emailRead, phone };
}

const zones = new Map<string, string | null>();
/** Looking a zone up takes a millisecond, and a file names few. */
function knownTimeZone(text: string): string | null {
  const known = zones.get(text);
  if (known !== undefined) return known;
  const zone = timeZoneNamed(text);
  if (zones.size < 1_000) zones.set(text, zone);
  return zone;
}
