import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Book, BookWorkspace } from '#lib/core/import/book.ts';
import { groupRows } from '#lib/core/import/groups.ts';
import type { ImportVerdict } from '#lib/core/import/import.ts';
import { judgeCustomer } from '#lib/core/import/judge-customer.ts';
import { readRow } from '#lib/core/import/read-row.ts';
import { AUDIT_ACTIONS } from '#lib/core/staff/staff-actions.ts';
import { CAPABILITIES } from '#lib/core/staff/staff-actions.ts';

// Some rules of docs/rules.md are about features that don't exist yet. Until they do, no code of the product may do what
// the rules forbid. Whoever builds such a feature replaces its test here with tests of the rule itself.

const ROOT = path.join(import.meta.dirname, '..');
const PRODUCT = globSync('{app,components,drizzle,lib}/**/*.{ts,tsx}', { cwd: ROOT })
  .filter((file) => !/\.test(-support)?\.tsx?$/.test(file))
  .concat('instrumentation.ts', 'instrumentation-client.ts', 'next.config.mjs')
  .map((file) => ({ file, source: readFileSync(path.join(ROOT, file), 'utf8') }));

/** Every place of the product where the pattern matches, with what matched. */
const matches = (pattern: RegExp, files = PRODUCT): string[] =>
  files.flatMap(({ file, source }) => [...source.matchAll(pattern)].map(([found]) => `${file}: ${found}`));

/** Names of everything that a person can do or that the audit log can record. Findings only report, so they don't count. */
const ACTION_NAMES = [
  ...Object.keys(CAPABILITIES),
  ...AUDIT_ACTIONS,
  ...PRODUCT.filter(({ file }) => !file.startsWith('lib/core/finding/')).map(({ file }) => path.basename(file)),
];
const actionsLike = (pattern: RegExp): string[] => ACTION_NAMES.filter((word) => pattern.test(word));

/** The columns that a statement writes to a key's row, after `.update(customerKeys).set(`. */
const SET_OF_KEYS = /\.update\(customerKeys\)\s*\.set\(\{([\s\S]*?)\}\)\s*(?:\.from\(\w+\)\s*)?\.where/g;
/** Raw SQL that writes to a table of keys or customers. */
const RAW_WRITE = /\b(?:update|delete from|insert into|truncate)\s+"?(?:customer_keys|customers|customer_accounts)\b/gi;
const DELETES = /\.delete\((?:customerKeys|customers|customerAccounts)\)/g;

const filesOf = (pattern: RegExp): string[] =>
  [...new Set(matches(pattern).map((found) => found.split(':')[0] ?? ''))].toSorted();

const ARN_OF = (n: number): string => `arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-00000000000${n}`;
const REGION = {
  code: 'eu-west-1',
  name: 'Ireland',
  vendorAccountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/keydesk',
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
};

/** What an import says of a row with an active key for a workspace of the book. */
function verdictOnActive(state: Partial<BookWorkspace>): ImportVerdict {
  const cells = { customer: 'Acme', workspace: 'Main', key_arn: ARN_OF(2), role: 'active' };
  const row = readRow({ id: 'row', line: 2, cells, problems: [] }, { regions: [REGION], now: new Date() });
  const [group] = groupRows([row]);
  if (group === undefined) throw new Error('There is no group.');
  const customer = { id: 'c', name: 'Acme', externalId: null, timeZone: null, serviceLevel: null, workingDays: null };
  const workspace = { id: 'w', region: 'eu-west-1', name: 'Main', activeArn: null, hadActive: false };
  const book: Book = {
    customers: new Map([[group.key, { ...customer, providerId: null, providerName: null }]]),
    byForm: new Map(),
    byExternalId: new Map(),
    workspaces: new Map([['c', [{ ...workspace, leaves: false, inSetup: false, ...state }]]]),
    contacts: new Map(),
    accounts: new Map(),
    keys: new Map(),
  };
  return judgeCustomer(group, book, { good: new Set(), inFile: new Map(), sharedAccounts: new Set() }).verdict;
}

describe('the search', () => {
  it('finds what it looks for', () => {
    const planted = [
      { file: 'planted.ts', source: "tx.update(customerKeys).set({ role: 'active' }).where(x); tx.delete(customers)" },
      { file: 'planted.sql.ts', source: 'sql`UPDATE customer_keys SET arn = 1`' },
    ];
    expect(matches(SET_OF_KEYS, planted)).toHaveLength(1);
    expect(matches(DELETES, planted)).toHaveLength(1);
    expect(matches(RAW_WRITE, planted)).toHaveLength(1);
    expect(PRODUCT.length).toBeGreaterThan(200);
    expect(matches(SET_OF_KEYS)).not.toEqual([]);
  });
});

describe('a replacement key', () => {
  it('H17 cannot take over a customer’s backups: no code changes the role, ARN or owner of an existing key', () => {
    const writing = (column: RegExp): string[] =>
      matches(SET_OF_KEYS).filter((set) => column.test(set.split('.set(')[1] ?? ''));
    expect(writing(/\b(role|arn|awsAccountId|kmsKeyId|customerId)\b/)).toEqual([]);
    // Whether a key is proven to be its holder's is written in one place (`lib/use-cases/ownership`).
    expect(writing(/\bownershipProvenAt\b/).map((set) => set.split(':')[0])).toEqual(['lib/db/ownership/proofs.ts']);
    expect(matches(/\.update\(customerKeys\)/g)).toHaveLength(matches(SET_OF_KEYS).length);
    expect(matches(RAW_WRITE)).toEqual([]);
  });

  it('H17 can be added as a pending setup only: a new key gets another role from no code but an import’s', () => {
    const roles = matches(/\binsertKey\(\w+, \{[\s\S]*?\}\)/g).map((call) => /\brole: ([^,]+)/.exec(call)?.[1]);
    expect(roles).toEqual(["'candidate'"]);
    expect(filesOf(/\.insert\(customerKeys\)/g)).toEqual(['lib/db/import/add-keys.ts', 'lib/db/key/submissions.ts']);
  });

  it('H17 becomes active only by a setup, an import or a replacement: nothing else begins an assignment, and what follows on one is weaker', () => {
    expect(filesOf(/\.insert\(keyAssignments\)/g)).toEqual([
      'lib/db/departure/releases.ts',
      'lib/db/import/add-keys.ts',
      'lib/db/key/assignments.ts',
    ]);
    expect(filesOf(/await assignKey\(tx/g)).toEqual([
      'lib/db/key/submissions.ts',
      'lib/use-cases/key/fill-old-rows.ts',
      'lib/use-cases/replacement/end-line.ts',
      'lib/use-cases/replacement/switch-line.ts',
      'lib/use-cases/setup/clear-setup.ts',
    ]);
    const following = matches(/\bchangeAssignments\(tx, [^;]*;/g);
    expect(following.length).toBeGreaterThan(3);
    for (const call of following) expect(call).toMatch(/'(?:retained|released)', at\);|null, at\);/);
    // A second active key of one workspace is refused whatever the code does.
    const migrations = globSync('drizzle/migrations/*.sql', { cwd: ROOT }).map((file) =>
      readFileSync(path.join(ROOT, file), 'utf8'),
    );
    expect(migrations.filter((sql) => /CREATE UNIQUE INDEX "key_assignments_one_active"/.test(sql))).toHaveLength(1);
    expect(migrations.filter((sql) => /DROP INDEX[^;]*key_assignments_one_active/i.test(sql))).toEqual([]);
  });

  it.each<[string, Partial<BookWorkspace>]>([
    ['has one', { activeArn: ARN_OF(1) }],
    ['had one before', { hadActive: true }],
    ['is getting its first by a setup', { inSetup: true }],
    ['its customer leaves with', { leaves: true }],
  ])('H17 is activated by no import in a workspace that %s', (_, state) => {
    expect(verdictOnActive({})).toBe('changed');
    expect(verdictOnActive(state)).toBe('bad');
  });
});

describe('a customer who leaves', () => {
  it('H20 cannot be removed: no code deletes a customer, a key or the proof of an account', () => {
    expect(matches(DELETES)).toEqual([]);
    expect(matches(RAW_WRITE)).toEqual([]);
    expect(actionsLike(/offboard|leav(?:e|ing)|remov|delet(?!ion)/i)).toEqual([]);
  });
});

describe('mail', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };

  it('H18 cannot be sent: no package that the product installs sends mail', () => {
    expect('nodemailer @aws-sdk/client-sesv2 smtp-server @sendgrid/mail resend postmark').toMatch(MAIL);
    expect(Object.keys(dependencies).length).toBeGreaterThan(10);
    expect(Object.keys(dependencies).filter((name) => MAIL.test(name))).toEqual([]);
  });

  it('H18 cannot be sent: no code imports a package for mail or opens a socket, or names a mail protocol', () => {
    const imported = [...new Set(matches(/(?<=from ')[^'#.][^']*(?=')/g).map((found) => found.split(': ')[1] ?? ''))];
    expect(imported.filter((name) => MAIL.test(name))).toEqual([]);
    const sockets = ['net', 'tls', 'dgram', 'http2', 'child_process'];
    for (const name of sockets) expect(builtinModules).toContain(name);
    expect(imported.filter((name) => sockets.includes(name.replace('node:', '')))).toEqual([]);
    expect(matches(/\bsmtps?:\/\/|\bmailto:|\bSMTP\b|\bsendMail\b/gi)).toEqual([]);
  });
});
const MAIL = /mail|smtp|client-ses|sendgrid|postmark|\bresend\b|mailgun/i;
