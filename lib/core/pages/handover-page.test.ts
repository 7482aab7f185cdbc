import { expect, it } from 'vitest';
import { handoverHref, readHandoverFrom } from './handover-page.ts';

it('a page of what is open begins where its address says, and any other address is that of the page with that item', () => {
  expect(['280', '300', null, '', '-140', '1e9', 'x'].map(readHandoverFrom)).toEqual([280, 280, 0, 0, 0, 0, 0]);
  expect([0, 140].map(handoverHref)).toEqual(['/handover', '/handover?from=140']);
});
