import { expect, it } from 'vitest';
import { listQuery } from './saved-view.ts';

it('keeps filters, sort order and columns, and drops the position, defaults and what nobody knows', () => {
  expect(listQuery('after=x&sort=urgent&verdict=unusable&colour=red&region=eu-west-1')).toBe(
    'verdict=unusable&region=eu-west-1',
  );
  expect(listQuery('sort=newest&columns=region,problem')).toBe('sort=newest&columns=problem%2Cregion');
  expect(listQuery('')).toBe('');
});

it('gives its own result back', () => {
  const query = listQuery(
    'q=a%26b&deadline=7d&columns=region&changed=1h&cause=key_disabled&state=Disabled&role=active',
  );
  expect(listQuery(query)).toBe(query);
});
