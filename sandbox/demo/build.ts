import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { machineEnvironment } from './environment.ts';
import type { Children } from './children.ts';
import { CHECKOUT } from './packages.mjs';

// Everything counts as an input of the build, except what is known not to be one.
const NOT_INPUTS = new Set(
  (
    '.ci .git .next .sandbox bench coverage e2e node_modules packages playwright-report sandbox screenshots test-results ' +
    'next-env.d.ts playwright.config.ts vitest.config.ts'
  ).split(' '),
);
const NOT_INPUT_NAMES = /\.test\.tsx?$|\.md$|\.tsbuildinfo$|^\.env/;

const OUTPUT = path.join(CHECKOUT, '.next');
const STAMP = path.join(OUTPUT, 'keydesk-inputs');

/**
 * Makes the production build, unless the one there was made from the same inputs.
 * @returns what it did
 * @throws ChildFailed with the last lines of `next build`
 */
export async function ensureBuild(children: Pick<Children, 'run'>): Promise<'built' | 'unchanged'> {
  const inputs = hashOfInputs();
  if (stampOfBuild() !== null && readIfThere(STAMP) === `${inputs} ${stampOfBuild()}`) return 'unchanged';
  rmSync(STAMP, { force: true });
  const args = [path.join('node_modules', 'next', 'dist', 'bin', 'next'), 'build'];
  await children.run({ name: 'build', args, env: machineEnvironment() });
  writeFileSync(STAMP, `${inputs} ${stampOfBuild()}`);
  return 'built';
}

/** @throws Error with words when there is no production build to serve */
export function requireBuild(): void {
  if (stampOfBuild() === null) throw new Error('There is no production build yet: npm run build');
}

/** Next's own id of the build that is there: a build made by hand voids our stamp. */
function stampOfBuild(): string | null {
  return readIfThere(path.join(OUTPUT, 'BUILD_ID'));
}

function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  for (const file of inputsBelow(CHECKOUT)) {
    hash
      .update(`${path.relative(CHECKOUT, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function inputsBelow(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (NOT_INPUT_NAMES.test(entry.name) || (directory === CHECKOUT && NOT_INPUTS.has(entry.name))) return [];
    if (entry.isDirectory()) return inputsBelow(file);
    return entry.isFile() ? [file] : [];
  });
}
