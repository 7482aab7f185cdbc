import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

import { DirectoryInUse, claimDirectory } from './claim.ts';

const CLAIM_URL = pathToFileURL(path.join(import.meta.dirname, 'claim.ts')).href;

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'keydesk-claim-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function claimInProcess(directory: string) {
  const code = `
    const { claimDirectory } = await import(${JSON.stringify(CLAIM_URL)});
    claimDirectory(${JSON.stringify(directory)});
    console.log('claimed');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

it('lets one running process claim a directory, and names it to the next one', async () => {
  const directory = temporaryDirectory();
  const holder = await claimInProcess(directory);
  expect(() => claimDirectory(directory)).toThrow(`in use by process ${holder.pid}`);
});

it('ignores the claim of a killed process', async () => {
  const directory = temporaryDirectory();
  const holder = await claimInProcess(directory);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const release = claimDirectory(directory);
  expect(() => claimDirectory(directory)).toThrow(DirectoryInUse);
  release();
  expect(readdirSync(directory)).toEqual([]);
});
