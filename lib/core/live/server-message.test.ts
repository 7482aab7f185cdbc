import { describe, expect, it } from 'vitest';
import { MANY, readChange } from './change.ts';
import { hear, readEvent, type ServerMessage, toEvent } from './server-message.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 14, 9, 0, seconds)).toISOString();
const hello: ServerMessage = { event: 'hello', now: at(0), staffId: 's', hearingSince: at(0), recent: [] };
const changed = (id: string, seconds: number): ServerMessage => ({
  event: 'changes',
  now: at(seconds),
  changes: [{ kind: 'key', id }],
});

describe('what a tab knows of the server', () => {
  it('is nothing before the first hello', () => {
    expect(hear(null, changed('key-1', 1))).toBeNull();
  });

  it('has the changes of the last minute', () => {
    const messages = [hello, changed('key-1', 1), changed('key-2', 50), changed('key-3', 70)];
    const heard = messages.reduce(hear, null);
    expect(heard).toMatchObject({ now: at(70), recent: [{ id: 'key-2' }, { id: 'key-3' }] });
  });

  it('says since when the server hears changes itself', () => {
    expect(hear(hear(null, hello), { event: 'hearing', now: at(5), since: null })).toMatchObject({
      hearingSince: null,
    });
  });
});

describe('a message', () => {
  it('is read as it was written', () => {
    const message = changed('a\n\nb', 1);
    expect(readEvent(toEvent(message).trimEnd())).toEqual(message);
  });

  it.each([': here', 'retry: 2000', 'data: {', ''])('is nothing where the text is none: %j', (text) => {
    expect(readEvent(text)).toBeNull();
  });
});

describe('a notification', () => {
  it.each(['*', '', undefined, 'null', '[]', '{"kind":1}', '{"kind":"key"}', '{"kind":"many","id":"1"}'])(
    'that is not understood means that anything may have changed: %s',
    (payload) => {
      expect(readChange(payload)).toEqual(MANY);
    },
  );

  it('of a newer version is passed on', () => {
    expect(readChange('{"kind":"setup","id":"1","more":true}')).toEqual({ kind: 'setup', id: '1' });
  });
});
