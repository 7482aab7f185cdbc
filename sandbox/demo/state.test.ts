import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { anyFreePort } from '../ports.mjs';
import { choosePorts, readState, writeState } from './state.ts';

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'keydesk-state-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function occupy(port: number): Promise<void> {
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  onTestFinished(() => void holder.close());
}

it('keeps its secrets between starts, and hidden from other users', () => {
  const directory = temporaryDirectory();
  const state = readState(directory);
  writeState(directory, state);
  expect(readState(directory)).toEqual(state);
  expect(statSync(path.join(directory, 'state.json')).mode & 0o077).toBe(0);
});

it('starts with new secrets if the state is damaged', () => {
  const directory = temporaryDirectory();
  writeFileSync(path.join(directory, 'state.json'), '{"secrets":');
  expect(readState(directory).secrets.nextAuth.length).toBeGreaterThanOrEqual(32);
});

it('gives a stand-in its last port, and another one only if that is taken', async () => {
  const state = readState(temporaryDirectory());
  const before = await anyFreePort();
  state.ports = { aws: before };
  expect((await choosePorts(state, { web: 0 })).aws).toBe(before);
  await occupy(before);
  expect((await choosePorts(state, { web: 0 })).aws).not.toBe(before);
});

it('never changes the requested web port, but names the process that uses it', async () => {
  const port = await anyFreePort();
  await occupy(port);
  const choice = choosePorts(readState(temporaryDirectory()), { web: port });
  await expect(choice).rejects.toThrow(`Port ${port} is taken by`);
  await expect(choice).rejects.toThrow(`(pid ${process.pid}). Stop it, or choose another port: PORT=${port + 1}`);
});
