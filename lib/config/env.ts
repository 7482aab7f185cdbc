import { z } from 'zod';
import { STAFF_ROLES, type StaffRole } from '#lib/core/staff/staff-actions.ts';
import { LONGEST_INTERVAL_MINUTES } from '#lib/core/probe/schedule.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { hostingRegions } from './hosting-regions.ts';
import { isLoopbackHostname, isSafelyReached, parseUrl } from './loopback.ts';

/** What web and worker both need. */
export type WorkerEnv = {
  databaseUrl: string;
  regions: readonly HostingRegion[];
  checkIntervalMinutes: number;
  /** The endpoint for AWS calls; null is AWS itself. */
  awsEndpointUrl: string | null;
  /** The file of the movable clock; only allowed with a loopback AWS endpoint. */
  sandboxClockFile: string | null;
  logLevel: LogLevel;
};

/** What the web process needs in addition. */
export type Env = WorkerEnv & {
  /** The origin that browsers use, without a trailing slash. */
  origin: string;
  /** Protects the short-lived cookies of a sign-in. */
  authSecret: string;
  oidc: OidcEnv;
};

export type OidcEnv = {
  /** Exactly as configured: it is compared, never normalized. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  roleClaim: string;
  roleMap: ReadonlyMap<string, StaffRole>;
};

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MIN_SECRET_BYTES = 32;
const MIN_SECRET_CHARACTERS = 12;

const required = z.string({ error: 'is missing' });

const json = required.transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the value.
    context.addIssue({ code: 'custom', message: 'is not valid JSON' });
    return z.NEVER;
  }
});

const url = (text: string, allowed: (parsed: URL) => boolean): boolean => {
  const parsed = parseUrl(text);
  return parsed !== null && allowed(parsed);
};

const isOrigin = ({ pathname, search, hash, username, password }: URL): boolean =>
  pathname === '/' && search === '' && hash === '' && username === '' && password === '';

/** Placeholders that people forget to replace, and one key pressed over and over. */
const looksLikeDefault = (secret: string): boolean =>
  new Set(secret).size < MIN_SECRET_CHARACTERS ||
  /change.?(me|this|it)|replace.?(me|this|with)|your.?(own.?)?secret|placeholder|example|password|insecure|default/i.test(
    secret,
  );

const forbidden = (why: string) => z.undefined({ error: `must not be set: ${why}` }).optional();

const EVERY_PROCESS = {
  DATABASE_URL: required.refine(
    (text) => url(text, ({ protocol, pathname }) => /^postgres(ql)?:$/.test(protocol) && pathname.length > 1),
    'must be a PostgreSQL URL that names a database',
  ),
  HOSTING_REGIONS: json.pipe(hostingRegions),
  CHECK_INTERVAL_MINUTES: z
    .string()
    .default('60')
    .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_INTERVAL_MINUTES, {
      error: `must be a whole number of minutes from 1 to ${LONGEST_INTERVAL_MINUTES}`,
    })
    .transform(Number),
  AWS_ENDPOINT_URL: z
    .string()
    .refine((text) => url(text, isSafelyReached), 'must be an https URL (http only on loopback)')
    .optional(),
  SANDBOX_CLOCK_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  NODE_TLS_REJECT_UNAUTHORIZED: z
    .string()
    .refine((value) => value !== '0', 'must not be 0: that turns off certificate checks')
    .optional(),
  AUTH_TRUST_HOST: forbidden('it makes sign-in trust the address that a request claims'),
  VERCEL: forbidden('it makes sign-in trust the address that a request claims'),
};

const WEB_ONLY = {
  NEXTAUTH_URL: required
    .refine(
      (text) => url(text, (parsed) => isSafelyReached(parsed) && isOrigin(parsed)),
      'must be an https origin without a path (http only on loopback)',
    )
    .transform((text) => parseUrl(text)?.origin ?? text),
  NEXTAUTH_SECRET: required
    .refine((secret) => Buffer.byteLength(secret) >= MIN_SECRET_BYTES, `must have at least ${MIN_SECRET_BYTES} bytes`)
    .refine((secret) => !looksLikeDefault(secret), 'looks like a placeholder; make one with: openssl rand -base64 48'),
  OIDC_ISSUER: required.refine(
    (text) => url(text, (parsed) => isSafelyReached(parsed) && parsed.search === '' && parsed.hash === ''),
    'must be an https URL (http only on loopback), exactly as the provider writes its issuer',
  ),
  OIDC_CLIENT_ID: required,
  OIDC_CLIENT_SECRET: required,
  OIDC_ROLE_CLAIM: z.string().default('groups'),
  OIDC_ROLE_MAP: json.pipe(
    z
      .record(z.string().min(1), z.enum(STAFF_ROLES, { error: `must be one of ${STAFF_ROLES.join(', ')}` }), {
        error: 'must be a JSON object from group to role',
      })
      .refine((map) => Object.keys(map).length > 0, 'names no group, so nobody can sign in')
      .transform((map): ReadonlyMap<string, StaffRole> => new Map(Object.entries(map))),
  ),
};

/** A moved clock moves deadlines and sessions, so it is allowed only with a stand-in for AWS. */
const clockOnlyInSandbox = {
  path: ['SANDBOX_CLOCK_FILE'],
  error: 'is refused unless AWS_ENDPOINT_URL is on loopback',
  when: () => true, // even if other variables are invalid, so that one message names all of them
};
const clockAllowed = (env: {
  SANDBOX_CLOCK_FILE?: string | undefined;
  AWS_ENDPOINT_URL?: string | undefined;
}): boolean =>
  env.SANDBOX_CLOCK_FILE === undefined ||
  url(env.AWS_ENDPOINT_URL ?? '', ({ hostname }) => isLoopbackHostname(hostname));

const workerSchema = z.object(EVERY_PROCESS).refine(clockAllowed, clockOnlyInSandbox);
const webSchema = z.object({ ...EVERY_PROCESS, ...WEB_ONLY }).refine(clockAllowed, clockOnlyInSandbox);

type Variable = keyof z.input<typeof webSchema>;

const EXAMPLES: Readonly<Partial<Record<Variable, string>>> = {
  DATABASE_URL: 'postgres://keydesk:…@db.internal:5432/keydesk',
  HOSTING_REGIONS:
    '[{"code":"eu-west-1","name":"Europe (Ireland)","vendorAccount":"<your 12 digits>","roleArn":"arn:aws:iam::<your 12 digits>:role/keydesk-probe"}]',
  CHECK_INTERVAL_MINUTES: '60',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
  SANDBOX_CLOCK_FILE: '.sandbox/clock.json',
  LOG_LEVEL: 'info',
  NEXTAUTH_URL: 'https://keydesk.example.com',
  NEXTAUTH_SECRET: 'the output of: openssl rand -base64 48',
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_CLIENT_ID: 'keydesk',
  OIDC_CLIENT_SECRET: 'what the identity provider gave you',
  OIDC_ROLE_MAP: '{"keydesk-viewers":"viewer","keydesk-admins":"admin"}',
};

/** Missing or invalid environment variables. The message names each on its own line and never repeats a value. */
export class EnvError extends Error {
  override name = 'EnvError';
  readonly variables: readonly string[];

  constructor(problems: ReadonlyMap<string, readonly string[]>) {
    const lines = [...problems].map(([variable, words]) => {
      const example = Object.entries(EXAMPLES).find(([name]) => name === variable)?.[1];
      return `  ${variable} ${words.join('; ')}.${example === undefined ? '' : ` Example: ${example}`}`;
    });
    const count = lines.length === 1 ? 'One environment variable is' : `${lines.length} environment variables are`;
    super(`Keydesk can't start. ${count} missing or invalid:\n${lines.join('\n')}`);
    this.variables = [...problems.keys()];
  }
}

type Source = Readonly<Record<string, string | undefined>>;

/**
 * Parses and checks the environment of a process as a whole. An empty variable counts as missing.
 * @throws EnvError naming every invalid variable
 */
export function readEnv(source: Source, process?: 'web'): Env;
export function readEnv(source: Source, process: 'worker'): WorkerEnv;
export function readEnv(source: Source, process: 'web' | 'worker' = 'web'): Env | WorkerEnv {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  if (process === 'worker') return everyProcess(parse(workerSchema, given));
  const env = parse(webSchema, given);
  return {
    ...everyProcess(env),
    origin: env.NEXTAUTH_URL,
    authSecret: env.NEXTAUTH_SECRET,
    oidc: {
      issuer: env.OIDC_ISSUER,
      clientId: env.OIDC_CLIENT_ID,
      clientSecret: env.OIDC_CLIENT_SECRET,
      roleClaim: env.OIDC_ROLE_CLAIM,
      roleMap: env.OIDC_ROLE_MAP,
    },
  };
}

const everyProcess = (env: z.output<typeof workerSchema>): WorkerEnv => ({
  databaseUrl: env.DATABASE_URL,
  regions: env.HOSTING_REGIONS,
  checkIntervalMinutes: env.CHECK_INTERVAL_MINUTES,
  awsEndpointUrl: env.AWS_ENDPOINT_URL ?? null,
  sandboxClockFile: env.SANDBOX_CLOCK_FILE ?? null,
  logLevel: env.LOG_LEVEL,
});

function parse<T>(schema: z.ZodType<T>, given: Record<string, unknown>): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = new Map<string, string[]>();
  for (const { path, message } of parsed.error.issues) {
    const [variable, ...inside] = path.map(String);
    const words = inside.length === 0 ? message : `${inside.join('.')} ${message}`;
    problems.set(variable ?? '', [...(problems.get(variable ?? '') ?? []), words]);
  }
  throw new EnvError(problems);
}
