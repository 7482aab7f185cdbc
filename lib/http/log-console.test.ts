import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { growth } from '#lib/config/growth.test-support.ts';
import { createLogger } from '#lib/config/log.ts';
import { logConsole } from './log-console.ts';

describe('logConsole', () => {
  const { error, warn } = console;
  const warningListeners = process.listeners('warning');
  let lines: string[] = [];

  beforeEach(() => {
    lines = [];
    logConsole(createLogger({ name: 'test', level: 'debug' }, { write: (line) => void lines.push(line) }));
  });
  afterEach(() => {
    Object.assign(console, { error, warn });
    process.removeAllListeners('warning');
    for (const listener of warningListeners) process.on('warning', listener);
  });

  it('writes a stack that a package prints as one line', () => {
    console.warn(new Error('Failed to find Server Action'));
    console.error('\u001b[31m⨯\u001b[0m', new Error('no digest'));
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(['warn', 'error']);
    expect(lines[1]).toContain('"⨯"');
  });

  it.each(['\u001b]', '\u001b[', '\u001b[1;', '\u001b[31m', '\u001b]8;;', ';a'])(
    'takes time that grows only linearly with the length of the text: %j, repeated',
    (piece) => {
      for (const end of ['', '!', '\u0007']) expect(growth((text) => console.error(text), piece, end)).toBeLessThan(10);
    },
  );

  it('leaves out an error that onRequestError logs too', () => {
    console.error('⨯', Object.assign(new Error('a page failed'), { digest: '123' }));
    expect(lines).toEqual([]);
  });
});
