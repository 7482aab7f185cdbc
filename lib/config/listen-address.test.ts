import { describe, expect, it } from 'vitest';
import { listenAddress } from './listen-address.ts';

describe('listenAddress', () => {
  it.each([
    ['nothing is set', {}],
    ['both are empty', { HOST: '', PORT: ' ' }],
  ])('is port 3000 on loopback when %s', (_what, source: Record<string, string>) => {
    expect(listenAddress(source)).toEqual({ host: '127.0.0.1', port: 3000 });
  });

  it('is what HOST and PORT say', () => {
    expect(listenAddress({ HOST: '0.0.0.0', PORT: '8080' })).toEqual({ host: '0.0.0.0', port: 8080 });
  });

  it.each(['0', '65536', '-1', '3000x', '1e3', '3000.5'])('refuses the port %j and says what is allowed', (port) => {
    expect(() => listenAddress({ PORT: port })).toThrow('PORT must be a number from 1 to 65535');
  });
});
