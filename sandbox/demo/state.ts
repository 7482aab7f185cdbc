import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import { anyFreePort, portState, describePortProblem } from '../ports.mjs';

const Port = z.int().min(1).max(65_535);

const StackState = z.object({
  secrets: z.object({ nextAuth: z.string().min(32), oidcClient: z.string().min(32) }),
  ports: z.partialRecord(z.enum(['web', 'postgres', 'aws', 'idp', 'mail', 'mailbox']), Port),
  /** The running children at the last write; after a killed run, its leftover processes. */
  children: z.array(z.object({ name: z.string(), pid: z.int(), startedAt: z.string() })),
  /** Whether the demo's customers are made, or were being made when the start was cut off; missing before both. */
  fleet: z.enum(['begun', 'made']).optional(),
});

/** What a stack keeps between starts. Contains secrets, so only its owner can read the file. */
export type StackState = z.infer<typeof StackState>;

export type StackSecrets = StackState['secrets'];

/** `mail` is SMTP, `mailbox` lists received messages over HTTP. */
export type StackPorts = { web: number; postgres: number; aws: number; idp: number; mail: number; mailbox: number };

const DEFAULT_PORTS = { aws: 4599, idp: 4598, mail: 4597, mailbox: 4596, postgres: 4595 } as const;

function stateFile(directory: string): string {
  return path.join(directory, 'state.json');
}

/** Reads the state, or creates one with new secrets. */
export function readState(directory: string): StackState {
  const file = stateFile(directory);
  if (existsSync(file)) {
    const parsed = StackState.safeParse(parseJson(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
  }
  const secret = () => randomBytes(32).toString('base64url');
  return { secrets: { nextAuth: secret(), oidcClient: secret() }, ports: {}, children: [] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function writeState(directory: string, state: StackState): void {
  const draft = `${stateFile(directory)}.new`;
  writeFileSync(draft, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(draft, stateFile(directory));
}

/**
 * Chooses the port of every part. The web gets the requested port (0: any free one); the others keep their last port, so
 * that their addresses stay the same, unless it is taken.
 * @throws Error that names the process on the requested web port
 */
export async function choosePorts(state: StackState, requested: Partial<StackPorts>): Promise<StackPorts> {
  const web = requested.web ?? 3000;
  const problem = web === 0 ? null : await describePortProblem(web);
  if (problem) throw new Error(`${problem} Stop it, or choose another port: PORT=${web + 1} npm run demo`);
  const taken = new Set([web]);
  const choose = async (part: keyof typeof DEFAULT_PORTS) => {
    const port = await firstFree([requested[part], state.ports[part], DEFAULT_PORTS[part]], taken);
    taken.add(port);
    return port;
  };
  return {
    postgres: await choose('postgres'),
    aws: await choose('aws'),
    idp: await choose('idp'),
    mail: await choose('mail'),
    mailbox: await choose('mailbox'),
    web: web === 0 ? await firstFree([], taken) : web,
  };
}

async function firstFree(candidates: (number | undefined)[], taken: ReadonlySet<number>): Promise<number> {
  for (const port of candidates) {
    if (port && !taken.has(port) && (await portState(port)) === 'free') return port;
  }
  const port = await anyFreePort();
  return taken.has(port) ? firstFree([], taken) : port;
}
