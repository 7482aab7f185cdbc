import { describe, expect, it } from 'vitest';
import { readSetupFilter, setupFilterParameters, setupListHref, SETUP_SHOWS } from './setup-filter.ts';
import { SETUP_STEPS } from '#lib/core/setup/stage.ts';

const read = (query: string) => readSetupFilter((name) => new URLSearchParams(query).get(name));

describe('the filter of the list of setups', () => {
  it('is read from an address as it was written there', () => {
    const filters = SETUP_SHOWS.flatMap((show) =>
      [null, ...SETUP_STEPS].map((stage) => ({ ...read(''), show, stage, search: 'a & b', mine: true, page: 3 })),
    );
    for (const filter of filters) {
      const expected = filter.show === 'finished' || filter.show === 'withdrawn' ? { ...filter, stage: null } : filter;
      expect(read(setupFilterParameters(filter).toString())).toEqual(expected);
    }
  });

  it.each(['show=everything', 'stage=none', 'page=0', 'page=1.5', 'page=x', 'owner=ana', 'q=%20'])(
    'ignores what it does not know: %s',
    (query) => {
      expect(read(query)).toEqual(read(''));
    },
  );

  it('has no parameters in the address while nothing is chosen', () => {
    expect(setupListHref(read('show=customer&page=2'), { show: 'open' })).toBe('/setups');
  });

  it('goes back to the first page when something else is chosen, and forgets the stage of what has ended', () => {
    const filter = read('q=acme&show=customer&stage=key&page=4');
    expect(setupListHref(filter, { mine: true })).toBe('/setups?q=acme&show=customer&stage=key&owner=mine');
    expect(setupListHref(filter, { show: 'finished' })).toBe('/setups?q=acme&show=finished');
  });
});
