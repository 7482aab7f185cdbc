import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import path from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { inspectProcess } from '../processes.ts';
import { createChildren } from './children.ts';
import type { RecordedChild } from './children.ts';
import { machineEnvironment } from './environment.ts';

const env = machineEnvironment();
const RUN_FOREVER = 'setInterval(() => {}, 1000);';

function makeChildren() {
  const logs = mkdtempSync(path.join(tmpdir(), 'keydesk-children-test-'));
  const recorded: { running: RecordedChild[] } = { running: [] };
  const children = createChildren(logs, (running) => (recorded.running = running), { app: 1_000, 'stand-in': 500 });
  onTestFinished(() => {
    children.kill();
    rmSync(logs, { recursive: true, force: true });
  });
  return { children, recorded };
}

const says = (words: string) => (output: string) => output.includes(words);

it('names a failed step with its exit code and its last lines', async () => {
  const { children } = makeChildren();
  const code = "console.log('on the way'); console.error('no such table'); process.exit(3);";
  await expect(children.run({ name: 'migrations', args: ['-e', code], env })).rejects.toThrow(
    /^migrations ended with exit code 3\..*\n {2}\| on the way\n {2}\| no such table\n/,
  );
});

it('names a server that ends before it is ready', async () => {
  const { children } = makeChildren();
  const spec = { name: 'web', args: ['-e', "console.error('bad DATABASE_URL'); process.exit(1);"], env };
  await expect(children.serve(spec, 'app', says('ready'))).rejects.toThrow(
    /web ended with exit code 1.*bad DATABASE_URL/s,
  );
});

it('reports a running server that dies', async () => {
  const { children, recorded } = makeChildren();
  await children.serve({ name: 'worker', args: ['-e', `console.log('up'); ${RUN_FOREVER}`], env }, 'app', says('up'));
  process.kill(recorded.running[0]?.pid ?? 0, 'SIGKILL');
  expect((await children.died).message).toMatch(/^worker was ended by SIGKILL/);
});

it('stops apps before the stand-ins that they use, even an app that ignores SIGTERM', async () => {
  const { children, recorded } = makeChildren();
  const stubborn = `process.on('SIGTERM', () => console.log('no')); console.log('up'); ${RUN_FOREVER}`;
  await children.serve({ name: 'aws', args: ['-e', `console.log('up'); ${RUN_FOREVER}`], env }, 'stand-in', says('up'));
  await children.serve({ name: 'web', args: ['-e', stubborn], env }, 'app', says('up'));
  const [aws, web] = recorded.running;
  const stopped = children.stop();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(inspectProcess(aws?.pid ?? 0)?.startedAt).toBe(aws?.startedAt);
  await stopped;
  expect(inspectProcess(web?.pid ?? 0)).toBeNull();
  expect(inspectProcess(aws?.pid ?? 0)).toBeNull();
});

it('starts nothing after it was told to stop', async () => {
  const { children } = makeChildren();
  await children.stop();
  await expect(children.run({ name: 'fleet', args: ['-e', ''], env })).rejects.toThrow('Stopped.');
});

it('passes none of the developer’s AWS settings to a child', () => {
  process.env['AWS_PROFILE'] = 'production';
  onTestFinished(() => void delete process.env['AWS_PROFILE']);
  expect(Object.keys(machineEnvironment()).filter((name) => name.startsWith('AWS_'))).toEqual([]);
});

it('lets everything else go before a child that yields, in its own session too', async () => {
  const { children, recorded } = makeChildren();
  const upForever = ['-e', `console.log('up'); ${RUN_FOREVER}`];
  await children.serve({ name: 'build', args: upForever, env, yields: true }, 'app', says('up'));
  await children.serve({ name: 'fleet', args: upForever, env }, 'app', says('up'));
  const [build, fleet] = recorded.running.map(({ pid }) => ({
    priority: getPriority(pid),
    group: existsSync(`/proc/${pid}/autogroup`) ? readFileSync(`/proc/${pid}/autogroup`, 'utf8') : 'nice 19',
  }));
  expect(build).toEqual({ priority: 19, group: expect.stringMatching(/nice 19$/m) as string });
  expect(fleet?.priority).toBe(getPriority(process.pid));
});
