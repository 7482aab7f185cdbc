import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureBuild } from './build.ts';
import type { Children } from './children.ts';
import { CHECKOUT } from './packages.mjs';

/** Runs the build in the foreground, its output shown as it comes. */
async function runBuild({ args, env }: Parameters<Children['run']>[0]): Promise<void> {
  const build = spawn(process.execPath, args, { cwd: CHECKOUT, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(build, 'exit');
  if (code !== 0) throw new Error(`The build ended with ${String(code ?? build.signalCode)}.`);
}

console.log(`The production build is ${await ensureBuild({ run: runBuild })}.`);
