import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

it('no rule makes the browser style the whole page again when an element is added or removed', () => {
  const sheets = globSync('*.css', { cwd: import.meta.dirname });
  const selectors = sheets.flatMap((name) =>
    [...readFileSync(path.join(import.meta.dirname, name), 'utf8').matchAll(/([^{};]*)\{/g)].map(([, text = '']) =>
      text.replaceAll(/\/\*.*?\*\//gs, '').trim(),
    ),
  );
  expect(selectors).toContain('body');
  // `:has` on the root or the body, and something below it that changes.
  expect(selectors.filter((selector) => /(?:html|body|:root)\S*:has\(.*\) +\S/.test(selector))).toEqual([]);
});
