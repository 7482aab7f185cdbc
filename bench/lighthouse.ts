// Google's Lighthouse on the pages of a running demo (`npm run demo`; another address by KEYDESK_ORIGIN), beside an empty
// page of the same Next in the same run, as on a desktop; `--mobile`: as on a slow phone and network. Names other paths as
// arguments. Ends with 1 when a page is below the limit. Installs Lighthouse under .sandbox at first: no other part needs it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../.ci/chromium.mjs';
import { signInAs } from '../e2e/sign-in.ts';
import { anyFreePort } from '../sandbox/ports.mjs';
import { serveReferenceApp } from './web/reference-app.ts';

const VERSION = '13.5.0';
const LEAST = 0.97;
const FOLDER = path.join(import.meta.dirname, '..', '.sandbox', 'lighthouse');
const ORIGIN = process.env['KEYDESK_ORIGIN'] ?? 'http://localhost:3000';
const LISTS = ['/', '/keys', '/customers', '/setups', '/replacements', '/departures', '/deletions', '/answers'];
const OTHERS = ['/handover', '/regions', '/capacity', '/imports', '/staff', '/audit', '/sign-in'];

type Audit = { displayValue?: string; score: number | null };
type Result = {
  lhr: {
    categories: Record<'performance' | 'accessibility', { score: number | null; auditRefs: { id: string }[] }>;
    audits: Record<string, Audit>;
    finalDisplayedUrl: string;
  };
};
type Lighthouse = {
  default: (url: string, flags: object, config?: object) => Promise<Result>;
  desktopConfig: object;
};

async function loadLighthouse(): Promise<Lighthouse> {
  const entry = path.join(FOLDER, 'node_modules', 'lighthouse', 'core', 'index.js');
  if (!existsSync(entry)) {
    mkdirSync(FOLDER, { recursive: true });
    execFileSync('npm', ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', `lighthouse@${VERSION}`], {
      stdio: 'inherit',
    });
  }
  return (await import(pathToFileURL(entry).href)) as Lighthouse;
}

const isMobile = process.argv.includes('--mobile');
const given = process.argv.slice(2).filter((argument) => argument.startsWith('/'));
const { default: lighthouse, desktopConfig } = await loadLighthouse();
const reference = await serveReferenceApp();
const port = await anyFreePort();
const executablePath = await findChromium();
const signingIn = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
// Another browser: the mouse that signed in would move over each page while it loads, which lays it out twice.
const measuring = await chromium.launch({
  executablePath,
  args: [...CHROMIUM_FLAGS, `--remote-debugging-port=${port}`],
});
const broken: string[] = [];
try {
  const context = await signingIn.newContext({ baseURL: ORIGIN });
  const page = await context.newPage();
  await signInAs(page, 'Ada Admin');
  const Cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  /** The first link of a list's table, which is the page that most of the day is spent on. */
  const firstOf = async (list: string): Promise<string[]> => {
    await page.goto(list);
    const href = await page.getByRole('main').getByRole('table').getByRole('link').first().getAttribute('href');
    return href === null ? [] : [href];
  };
  const paths =
    given.length > 0 ? given : [...LISTS, ...(await firstOf('/keys')), ...(await firstOf('/customers')), ...OTHERS];
  await signingIn.close();

  const measure = async (url: string): Promise<Result['lhr']> => {
    const flags = {
      port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      disableStorageReset: true,
      // The stream of changes never ends, so the network is never quiet.
      maxWaitForLoad: 10_000,
      ...(url.startsWith(ORIGIN) && { extraHeaders: { Cookie } }),
    };
    return (await lighthouse(url, flags, isMobile ? undefined : desktopConfig)).lhr;
  };
  const shown = (name: string, { categories, audits }: Result['lhr']): void =>
    console.log(
      [
        name.padEnd(46),
        ...[categories.performance.score, categories.accessibility.score].map((score) =>
          (score ?? Number.NaN).toFixed(2).padStart(6),
        ),
        ...['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'].map((id) =>
          (audits[id]?.displayValue ?? '').padStart(9),
        ),
      ].join(''),
    );

  console.log(`load ${loadavg()[0]?.toFixed(1)}, ${isMobile ? 'mobile' : 'desktop'}\n`);
  console.log(`${''.padEnd(46)}  perf  a11y  first p.  largest p. blocked`);
  shown('empty page of the same Next', await measure(reference.origin));
  for (const each of paths) {
    const lhr = await measure(`${ORIGIN}${each}`);
    shown(each, lhr);
    if (new URL(lhr.finalDisplayedUrl).pathname !== each) broken.push(`${each} led to ${lhr.finalDisplayedUrl}.`);
    for (const [name, { score, auditRefs }] of Object.entries(lhr.categories)) {
      if ((score ?? 0) >= LEAST) continue;
      const why = auditRefs.filter(({ id }) => (lhr.audits[id]?.score ?? 1) < 0.9).map(({ id }) => id);
      broken.push(`${each}: ${name} ${score?.toFixed(2)}; the limit is ${LEAST}. Below 0.9: ${why.join(', ')}.`);
    }
  }
} finally {
  await signingIn.close();
  await measuring.close();
  await reference.stop();
}
for (const each of broken) console.log(each);
process.exitCode = broken.length === 0 ? 0 : 1;
