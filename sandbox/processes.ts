import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Identifies a process: pids are reused, but a pid with its start time is unique. */
export type ProcessIdentity = { pid: number; startedAt: string };

type LiveProcess = ProcessIdentity & { command: string };

/**
 * The process that has a pid now, or null. A zombie counts as gone: if a container's first process
 * doesn't reap its children, a killed process stays listed forever.
 */
export function inspectProcess(pid: number): LiveProcess | null {
  if (!Number.isInteger(pid) || pid < 2) return null;
  return process.platform === 'linux' ? inspectThroughProc(pid) : inspectThroughPs(pid);
}

function inspectThroughProc(pid: number): LiveProcess | null {
  try {
    // The name in field 2 may contain spaces and parentheses, so count fields after its last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const startedAt = fields[19];
    if (startedAt === undefined || state === 'Z' || state === 'X') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, startedAt, command };
  } catch {
    return null;
  }
}

function inspectThroughPs(pid: number): LiveProcess | null {
  try {
    const args = ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)];
    const line = execFileSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    const parts = /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/m.exec(line);
    if (parts?.[2] === undefined || parts[3] === undefined || parts[1]?.startsWith('Z')) return null;
    return { pid, startedAt: parts[2], command: parts[3] };
  } catch {
    return null;
  }
}

/** The identity of a running process; null if it is gone. */
export function identify(pid: number): ProcessIdentity | null {
  const live = inspectProcess(pid);
  return live && { pid: live.pid, startedAt: live.startedAt };
}

/** Whether that process is still running. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  return inspectProcess(identity.pid)?.startedAt === identity.startedAt;
}

export type StopStage = { signal: NodeJS.Signals; waitMs: number; group?: boolean };

/**
 * Stops a process in stages (send a signal, then wait) until it is gone.
 * Sends a signal only while the pid still belongs to that process.
 * @returns whether it is gone
 */
export async function stopProcess(target: ProcessIdentity, stages: readonly StopStage[]): Promise<boolean> {
  for (const { signal, waitMs, group } of stages) {
    if (!isSameProcess(target)) return true;
    sendSignal(target.pid, signal, group === true);
    if (await isGoneWithin(target, waitMs)) return true;
  }
  return !isSameProcess(target);
}

async function isGoneWithin(target: ProcessIdentity, waitMs: number): Promise<boolean> {
  const until = performance.now() + waitMs;
  while (performance.now() < until) {
    if (!isSameProcess(target)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return !isSameProcess(target);
}

/** Sends a signal to a process or, with `group`, to its process group. Does nothing if it is gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals, group = false): void {
  try {
    process.kill(group && process.platform !== 'win32' ? -pid : pid, signal);
  } catch {
    // It ended after the check.
  }
}
