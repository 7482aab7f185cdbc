import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT, packagesAreCurrent, recordInstall, runsTypeScript } from './packages.mjs';

const MINUTE = 60_000;
const MANIFESTS = {
  '.': { dependencies: { next: '1.0.0' } },
  'packages/sandbox': { devDependencies: { 'oidc-provider': '1.0.0' } },
  'packages/tests': { devDependencies: { vitest: '1.0.0' } },
};

let checkout: string;

/** What npm leaves behind: the packages it installed, listed in its own file. */
function install(names: string[], at = Date.now()): void {
  const file = path.join(checkout, 'node_modules', '.package-lock.json');
  const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: '1.0.0' }]));
  writeFileSync(file, JSON.stringify({ packages }));
  utimesSync(file, new Date(at), new Date(at));
}

function writeLock(content: string, at = Date.now() - MINUTE): void {
  const file = path.join(checkout, 'package-lock.json');
  writeFileSync(file, content);
  utimesSync(file, new Date(at), new Date(at));
}

const current = () => ({
  demo: packagesAreCurrent('demo', checkout),
  everything: packagesAreCurrent('everything', checkout),
});

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'keydesk-packages-'));
  mkdirSync(path.join(checkout, 'node_modules'));
  for (const [folder, manifest] of Object.entries(MANIFESTS)) {
    mkdirSync(path.join(checkout, folder), { recursive: true });
    writeFileSync(path.join(checkout, folder, 'package.json'), JSON.stringify(manifest));
  }
  writeLock('first');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('packagesAreCurrent', () => {
  it('asks for an install in a fresh clone, and after an install that was cut short', () => {
    expect(current()).toEqual({ demo: false, everything: false });
  });

  it('lets the demo start with its own packages, and asks for more before the tests', () => {
    install(['next', 'oidc-provider']);
    expect(current()).toEqual({ demo: true, everything: false });
    install(['next', 'oidc-provider', 'vitest']);
    expect(current()).toEqual({ demo: true, everything: true });
  });

  it('asks for more after a production install', () => {
    install(['next']);
    expect(current()).toEqual({ demo: false, everything: false });
  });

  it('asks for more after a smaller install by hand over a recorded one', () => {
    install(['next', 'oidc-provider', 'vitest']);
    recordInstall(checkout);
    install(['next']);
    expect(current()).toEqual({ demo: false, everything: false });
  });

  it('goes by the content of package-lock.json: a file that was only touched needs no install', () => {
    install(['next', 'oidc-provider', 'vitest'], Date.now() - MINUTE);
    recordInstall(checkout);
    writeLock('first', Date.now());
    expect(current()).toEqual({ demo: true, everything: true });
    writeLock('second', Date.now());
    expect(current()).toEqual({ demo: false, everything: false });
  });

  it('trusts an install by hand that is newer than package-lock.json, and no older one', () => {
    install(['next', 'oidc-provider', 'vitest']);
    expect(current().everything).toBe(true);
    writeLock('first', Date.now() + MINUTE);
    expect(current().everything).toBe(false);
  });
});

describe('runsTypeScript', () => {
  it('allows exactly the versions that engines in package.json allows', () => {
    const { engines } = JSON.parse(readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(engines.node).toBe('^22.18.0 || >=24.0.0');
    const allowed = ['22.18.0', '22.22.1', '24.0.0', '24.21.0', '25.1.0', '26.0.0'];
    const refused = ['18.20.8', '20.20.2', '22.17.1', '23.0.0', '23.11.1'];
    expect([...allowed, ...refused].filter(runsTypeScript)).toEqual(allowed);
  });
});
