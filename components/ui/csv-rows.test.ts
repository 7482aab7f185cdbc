import { expect, it } from 'vitest';
import { countCsvRows } from './csv-rows.ts';

it('counts rows wherever the parts of a CSV text are cut, without the header and without line breaks in quotes', () => {
  const bytes = new TextEncoder().encode('"Customer","Note"\r\n"Acme","two\r\nlines, ""quoted"""\r\n"Globex",""\r\n');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const rows = countCsvRows();
    rows(bytes.subarray(0, cut));
    expect(rows(bytes.subarray(cut))).toBe(2);
  }
  expect(countCsvRows()(new TextEncoder().encode('"Customer"\r\n'))).toBe(0);
});
