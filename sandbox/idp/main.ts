import { parseArgs } from 'node:util';
import { startIdp, type Idp } from './server.ts';

const USAGE = `Usage: node sandbox/idp/main.ts --port N
Environment: OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, NEXTAUTH_URL (Keydesk's origins, separated by spaces)`;

/** Runs the identity provider until SIGINT or SIGTERM; prints its issuer on one line when it is ready. */
async function main(): Promise<void> {
  const idp = await startFromArguments();
  if (idp === null) {
    process.exitCode = 1;
    return;
  }
  console.log(idp.issuer);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void idp.close());
}

async function startFromArguments(): Promise<Idp | null> {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' } } });
    const port = Number(values.port);
    const { OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, NEXTAUTH_URL: origins } = process.env;
    if (values.port === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(USAGE);
    if (!clientId || !clientSecret || !origins) throw new Error(USAGE);
    const redirectUris = origins.split(/\s+/).map((origin) => new URL('/api/auth/callback/oidc', origin).href);
    return await startIdp({ port, clientId, clientSecret, redirectUris });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}

await main();
