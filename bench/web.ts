import { loadavg } from 'node:os';
import { compareCpu, read, type Contestant } from './web/contest.ts';
import { serveDesk } from './web/desk.ts';
import { growOfMemory } from './web/memory.ts';
import { scriptBytes, weigh } from './web/page-weight.ts';
import { serveReferenceApp } from './web/reference-app.ts';

// Compares Keydesk's pages with an empty dynamic page of the same Next in the same run: the server's CPU per request, and
// the scripts that a page loads at first. Makes everything it needs. `--memory` also sends 15,000 requests and compares
// the web's memory (some minutes). Ends with 1 when a limit is broken. Linux only.

// The key with 10,000 events also shows 25 key materials, 5 kB.
const LIMITS = { list: 3.5, key: 4, manyEvents: 1.2, scripts: 1.3, memory: 1.1 };
const EMPTY = 'empty page of the same Next';

const broken: string[] = [];
const hold = (what: string, ratio: number, limit: number): void => {
  if (!(ratio <= limit)) broken.push(`${what}: ${ratio.toFixed(2)} ×; the limit is ${limit} ×.`);
};

const [desk, reference] = [await serveDesk(), await serveReferenceApp()];
try {
  const { origin, cookie, pid, keys } = desk;
  const ours = (name: string, path: string): Contestant => ({ name, address: `${origin}${path}`, cookie, pid });
  const theirs = (name: string, path: string): Contestant => ({
    name,
    address: `${reference.origin}${path}`,
    cookie: null,
    pid: reference.pid,
  });
  const list = ours('/keys, 50 rows', '/keys');
  const key = ours('/keys/[key]', `/keys/${keys.usual}`);
  const busyKey = ours('/keys/[key], 10,000 events', `/keys/${keys.busy}`);
  const keyJson = ours('the key as JSON', `/api/keys/${keys.usual}`);
  const listJson = ours('the list as JSON', '/api/keys');
  const contestants = [
    theirs(EMPTY, '/'),
    theirs('bare table, 50 × 8', '/table'),
    list,
    key,
    busyKey,
    listJson,
    keyJson,
  ];

  console.log(`load ${loadavg()[0]?.toFixed(1)}\n`);
  console.log(`${'HTML'.padEnd(32)}    bytes  gzipped  elements  classes  inline scripts`);
  for (const { name, address, cookie: sent } of contestants.slice(0, 5)) {
    const { html, gzipped, elements, classes, inline } = weigh(await read(address, sent));
    const columns = [html, gzipped, elements, classes].map((value) => `${value}`.padStart(9)).join('');
    console.log(`${name.padEnd(32)}${columns}${`${inline}`.padStart(12)}`);
  }

  const figures = await compareCpu(contestants, EMPTY);
  console.log(`\n${'CPU of the server per request'.padEnd(32)}     ms        ×   (least to most)`);
  for (const [name, { cpuMs, ratio, least, most }] of figures)
    console.log(
      `${name.padEnd(32)}${cpuMs.toFixed(2).padStart(7)}${ratio.toFixed(2).padStart(9)}   (${least.toFixed(2)} to ${most.toFixed(2)})`,
    );
  const ratioOf = (contestant: Contestant): number => figures.get(contestant.name)?.ratio ?? Number.NaN;
  hold(list.name, ratioOf(list), LIMITS.list);
  hold(key.name, ratioOf(key), LIMITS.key);
  hold(`${busyKey.name}, to one with few`, ratioOf(busyKey) / ratioOf(key), LIMITS.manyEvents);

  console.log(`\n${'Scripts at first load'.padEnd(32)}  kB gz        ×`);
  const floor = await scriptBytes(`${reference.origin}/`, null);
  console.log(`${EMPTY.padEnd(32)}${(floor / 1000).toFixed(1).padStart(7)}${'1.00'.padStart(9)}`);
  for (const [path, sent] of [
    ['/sign-in', null],
    ['/no-entry', null],
    ['/', cookie],
    ['/keys', cookie],
    [`/keys/${keys.usual}`, cookie],
    ['/keys/new', cookie],
    ['/answers', cookie],
    ['/audit', cookie],
    ['/staff', cookie],
    ['/regions', cookie],
  ] as const) {
    const bytes = await scriptBytes(`${origin}${path}`, sent);
    const name = path.replace(keys.usual, '[key]');
    console.log(`${name.padEnd(32)}${(bytes / 1000).toFixed(1).padStart(7)}${(bytes / floor).toFixed(2).padStart(9)}`);
    hold(`Scripts of ${name}`, bytes / floor, LIMITS.scripts);
  }

  if (process.argv.includes('--memory')) {
    const mix = [listJson, keyJson, listJson, keyJson, list, key].map(({ address }) => address);
    const { firstMb, lastMb } = await growOfMemory(pid, mix, cookie);
    console.log(
      `\nMemory of the web process: ${firstMb.toFixed(0)} MB at request 5,000, ${lastMb.toFixed(0)} MB at 15,000.`,
    );
    hold('Memory from request 5,000 to 15,000', lastMb / firstMb, LIMITS.memory);
  } else console.log('\nMemory is not measured without --memory.');
} finally {
  await Promise.all([desk.stop(), reference.stop()]);
}
for (const words of broken) console.error(words);
if (broken.length > 0) process.exitCode = 1;
