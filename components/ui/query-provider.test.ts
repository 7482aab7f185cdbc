import { useQuery } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { QueryProvider } from './query-provider.tsx';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Page() {
  const { data } = useQuery({ queryKey: ['page'], queryFn: () => 'later', initialData: 'first' });
  return createElement('p', null, data);
}

it('keeps nothing of a page that the server has rendered: no timer holds its data', () => {
  expect(renderToString(createElement(QueryProvider, null, createElement(Page)))).toBe('<p>first</p>');
  expect(vi.getTimerCount()).toBe(0);
});
