// Plain JavaScript: the demo's start script runs it on Node 20, before any package is installed.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Whether a server can listen on a port, on both loopback addresses (a browser may try either for "localhost").
 * @param {number} port
 * @returns {Promise<'free' | 'taken' | 'forbidden'>}
 */
export async function portState(port) {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await errorOfListening(port, host);
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EACCES') return 'forbidden';
  }
  return 'free';
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>}
 */
function errorOfListening(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'unknown'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/**
 * A port that is free now. It isn't reserved.
 * @returns {Promise<number>}
 */
export function anyFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * A message about why a port can't be used, with the process that uses it if known; null if it is free.
 * @param {number} port
 * @returns {Promise<string | null>}
 */
export async function describePortProblem(port) {
  const state = await portState(port);
  if (state === 'free') return null;
  if (state === 'forbidden') return `This user isn't allowed to use port ${port}.`;
  const holder = whoListensOn(port);
  return `Port ${port} is taken${holder ? ` by ${holder}` : ''}.`;
}

/**
 * @param {number} port
 * @returns {string | null} such as "node (pid 4711)"
 */
function whoListensOn(port) {
  try {
    return process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port);
  } catch {
    return null;
  }
}

/** @param {number} port */
function holderFromLsof(port) {
  const options = { encoding: /** @type {const} */ ('utf8'), timeout: 5_000 };
  const lines = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], options).split('\n');
  const pid = lines.find((line) => line.startsWith('p'))?.slice(1);
  const name = lines.find((line) => line.startsWith('c'))?.slice(1);
  return pid ? `${name} (pid ${pid})` : null;
}

/** @param {number} port */
function holderFromProc(port) {
  const sockets = listeningSockets(port);
  if (sockets.size === 0) return null;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, sockets)) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`;
  }
  return null;
}

/**
 * @param {number} port
 * @returns {Set<string>} as /proc/<pid>/fd names them
 */
function listeningSockets(port) {
  const LISTEN = '0A';
  const portInHex = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = new Set();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readTable(table)) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === LISTEN && fields[1]?.endsWith(`:${portInHex}`)) sockets.add(`socket:[${fields[9]}]`);
    }
  }
  return sockets;
}

/** @param {string} file */
function readTable(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}

/**
 * @param {string} pid
 * @param {Set<string>} sockets
 */
function holdsSocket(pid, sockets) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false; // It belongs to another user, or is gone.
  }
}
