import { devNull } from 'node:os';

import type { StackSecrets } from './state.ts';

/** The settings that differ between running stacks. */
type StackFacts = {
  origin: string;
  databaseUrl: string;
  awsEndpoint: string;
  /** In the format of HOSTING_REGIONS. */
  regions: readonly object[];
  clockFile: string;
  oidcIssuer: string;
  secrets: StackSecrets;
};

export const OIDC_CLIENT_ID = 'keydesk-demo';

const ROLE_OF_GROUP = {
  'keydesk-viewers': 'viewer',
  'keydesk-agents': 'agent',
  'keydesk-approvers': 'approver',
  'keydesk-admins': 'admin',
};

// The variables that a child inherits. AWS_PROFILE and the like are left out on purpose,
// because the sandbox must never reach the real AWS.
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'TMPDIR',
  'TMP',
  'TEMP',
  'SystemRoot',
  'LANG',
  'NODE_EXTRA_CA_CERTS',
  'LOG_LEVEL',
];

/** NODE_ENV is named because Next's types require it. */
export type Environment = Record<string, string> & { NODE_ENV: 'production' };

/** The part of this process's environment that every child gets. */
export function machineEnvironment(): Environment {
  const kept: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return { ...kept, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', NODE_ENV: 'production' };
}

/** What commands such as `npm run import` need of it; not what only the web process needs. */
const OF_COMMANDS = /^(?:DATABASE_URL|HOSTING_REGIONS|AWS_|SANDBOX_CLOCK_FILE|CHECK_INTERVAL_MINUTES)/;

/** The same as a file for `node --env-file`. No value has a quotation mark or a line break of its own. */
export const environmentFile = (env: Environment): string =>
  Object.entries(env)
    .filter(([name]) => OF_COMMANDS.test(name))
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

/** The environment of web, worker and other programs that run the app's code against the sandbox. */
export function stackEnvironment(facts: StackFacts): Environment {
  return {
    ...machineEnvironment(),
    DATABASE_URL: facts.databaseUrl,
    NEXTAUTH_URL: facts.origin,
    NEXTAUTH_SECRET: facts.secrets.nextAuth,
    OIDC_ISSUER: facts.oidcIssuer,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: facts.secrets.oidcClient,
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_ROLE_MAP: JSON.stringify(ROLE_OF_GROUP),
    HOSTING_REGIONS: JSON.stringify(facts.regions),
    AWS_ENDPOINT_URL: facts.awsEndpoint,
    // An access key id of twelve digits acts as the root of that account in the stand-in.
    AWS_ACCESS_KEY_ID: '900000000000',
    AWS_SECRET_ACCESS_KEY: 'demo',
    AWS_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Makes Next ignore .env files: a developer's own must not point the sandbox elsewhere.
    __NEXT_PROCESSED_ENV: 'true',
    SANDBOX_CLOCK_FILE: facts.clockFile,
    CHECK_INTERVAL_MINUTES: process.env['CHECK_INTERVAL_MINUTES'] ?? '5',
  };
}
