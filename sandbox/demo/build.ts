import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { machineEnvironment } from './environment.ts';
import type { Children } from './children.ts';
import { CHECKOUT } from './packages.mjs';

// Every file counts as an input of the build unless it is known not to be one.
const NOT_INPUTS = new Set(
  (
    '.ci .git .gitignore .next .prettierignore .prettierrc.json .sandbox bench coverage docs e2e knip.json next-env.d.ts ' +
    'node_modules oxlint.config.ts packages playwright-report playwright.config.ts sandbox screenshots test-results ' +
    'vitest.config.ts'
  ).split(' '),
);
const NOT_INPUT_NAMES = /\.test\.tsx?$|\.md$|\.tsbuildinfo$|^\.env/;

const outputOf = (checkout: string): string => path.join(checkout, '.next');

/** `quick`: the first build of a clone leaves out what nobody needs to look at Keydesk (`next.config.mjs`). */
type Wanted = 'quick' | 'whole';

/**
 * Runs the production build, unless the existing build has the same inputs.
 * @param wanted a quick one does for the demo, and nothing is measured or tested on it
 * @param checkout where the inputs and the build are
 * @returns whether it built
 * @throws ChildFailed with the last lines of `next build`
 */
export async function ensureBuild(
  children: Pick<Children, 'run'>,
  wanted: Wanted = 'whole',
  checkout = CHECKOUT,
): Promise<'built' | 'unchanged'> {
  const stampFile = path.join(outputOf(checkout), 'keydesk-inputs');
  const inputs = hashOfInputs(checkout);
  const stampOf = (made: Wanted): string => `${inputs} ${buildId(checkout)} ${made}`;
  const stamp = buildId(checkout) === null ? null : readIfExists(stampFile);
  if (stamp === stampOf('whole') || stamp === stampOf(wanted)) return 'unchanged';
  rmSync(stampFile, { force: true });
  // Whoever builds a second time changes something, and is faster with the cache of a whole build.
  const made = buildId(checkout) === null ? wanted : 'whole';
  const env = { ...machineEnvironment(), ...(made === 'quick' && { KEYDESK_QUICK_BUILD: '1' }) };
  const args = [path.join('node_modules', 'next', 'dist', 'bin', 'next'), 'build'];
  // The demo's history, which is shorter, is made beside it.
  await children.run({ name: 'build', args, env, yields: true });
  writeFileSync(stampFile, stampOf(made));
  return 'built';
}

/** @throws Error if there is no production build to serve */
export function requireBuild(): void {
  if (buildId(CHECKOUT) === null) throw new Error('There is no production build. Run: npm run build');
}

/** Next's id of the existing build, so that the stamp doesn't match after somebody ran `next build` by hand. */
function buildId(checkout: string): string | null {
  return readIfExists(path.join(outputOf(checkout), 'BUILD_ID'));
}

function readIfExists(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

function hashOfInputs(checkout: string): string {
  const hash = createHash('sha256');
  for (const file of inputsBelow(checkout, checkout)) {
    hash
      .update(`${path.relative(checkout, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function inputsBelow(directory: string, checkout: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (NOT_INPUT_NAMES.test(entry.name) || (directory === checkout && NOT_INPUTS.has(entry.name))) return [];
    if (entry.isDirectory()) return inputsBelow(file, checkout);
    return entry.isFile() ? [file] : [];
  });
}
