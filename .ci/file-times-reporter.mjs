import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('./slowest-files.mjs').FileTime} FileTime */

/** A vitest reporter that writes how long each file took, including hooks, which the JSON report leaves out. */
export default class FileTimesReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env.KEYDESK_FILE_TIMES;
    if (file === undefined) return;
    const times = modules.map((module) => ({
      file: path.relative(process.cwd(), module.moduleId).split(path.sep).join('/'),
      seconds: module.diagnostic().duration / 1000,
    }));
    writeFileSync(file, JSON.stringify(times));
  }
}
