import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuditFilter } from '#lib/core/staff/audit-filter.ts';
import { keyFilterParameters, LONGEST_SEARCH, readKeyFilter } from '#lib/core/verdict/key-filter.ts';

const NO_FILTER = {
  search: null,
  verdict: null,
  cause: null,
  region: null,
  role: null,
  keyState: null,
  deadline: null,
  changed: null,
  sort: 'urgent',
} as const;

const fromUrl = (query: string) => {
  const parameters = new URLSearchParams(query);
  return readKeyFilter((name) => parameters.get(name));
};

describe('the filter of a list of keys', () => {
  it('filters nothing without parameters', () => {
    expect(fromUrl('')).toEqual(NO_FILTER);
  });

  it('reads the filters in the URL', () => {
    expect(
      fromUrl(
        'q=+Acme+&verdict=unusable&cause=key_disabled&region=eu-west-1&role=active&state=Disabled&deadline=7d&changed=24h&sort=newest',
      ),
    ).toEqual({
      search: 'Acme',
      verdict: 'unusable',
      cause: 'key_disabled',
      region: 'eu-west-1',
      role: 'active',
      keyState: 'Disabled',
      deadline: '7d',
      changed: '24h',
      sort: 'newest',
    });
  });

  it.each([
    'verdict=healthy',
    'role=owner',
    'sort=name;drop',
    'changed=2h',
    'deadline=soon',
    'q=%00',
    'q=+++',
    'sort=__proto__',
  ])('ignores an unknown value: %s', (query) => {
    expect(fromUrl(query)).toEqual(NO_FILTER);
  });

  it('removes NUL from typed text, which the database would refuse, and cuts it to 200 characters', () => {
    expect(fromUrl('q=Ac%00me').search).toBe('Acme');
    expect(fromUrl(`q=${'x'.repeat(1_000_000)}`).search).toHaveLength(LONGEST_SEARCH);
  });

  it('is the same after a round trip through the URL', () => {
    const typed = fc.record({
      q: fc.string(),
      state: fc.string(),
      region: fc.string(),
      sort: fc.constantFrom('newest', 'urgent'),
    });
    fc.assert(
      fc.property(typed, (given) => {
        const filter = fromUrl(new URLSearchParams(given).toString());
        expect(fromUrl(keyFilterParameters(filter).toString())).toEqual(filter);
      }),
    );
  });

  it('leaves default values out of the URL', () => {
    expect(keyFilterParameters(NO_FILTER).toString()).toBe('');
  });
});

describe('the filter of the audit log', () => {
  const read = (query: string) => {
    const parameters = new URLSearchParams(query);
    return readAuditFilter((name) => parameters.get(name));
  };

  it('reads an action and IDs', () => {
    const id = '018f2f3e-7c11-7a3b-8d2e-123456789abc';
    expect(read(`action=key.checked&by=${id}&on=${id}`)).toEqual({ action: 'key.checked', staffId: id, targetId: id });
  });

  it.each(['action=key.stolen', "by=1' or '1'='1", 'on=../../etc', 'by=018F2F3E'])(
    'ignores an unknown value: %s',
    (query) => {
      expect(read(query)).toEqual({ action: null, staffId: null, targetId: null });
    },
  );
});
