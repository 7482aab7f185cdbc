import { existsSync } from 'node:fs';
import path from 'node:path';
import Ajv from '@redocly/ajv/dist/2020.js';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './document.ts';
import { OPERATIONS } from './operations.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const document = openApiDocument('https://desk.acme.test');

describe('the document of the interface', () => {
  it('is OpenAPI 3.1 without an error or a warning of the linter', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      // The interface is the vendor's own: it has no license to name.
      rules: { 'no-server-example.com': 'off' },
    });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer }))).toEqual(
      [],
    );
  });

  it.each(OPERATIONS)('has a route for $method $path', ({ path: address }) => {
    const file = `app${address.replaceAll(/\{(\w+)\}/g, '[$1]')}/route.ts`;
    expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  });

  it('gives examples that its own schemas accept', () => {
    const ajv = new Ajv({ strict: false, formats: { uuid: true, 'date-time': true } });
    ajv.addSchema({ $id: 'https://desk.acme.test/openapi', ...document });
    const seen: string[] = [];
    const walk = (value: unknown, pointer: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, inner] of Object.entries(value)) {
        const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (name === 'example' || name === 'examples') {
          const examples = name === 'example' ? [inner] : (inner as unknown[]);
          const validate = ajv.compile({ $ref: `https://desk.acme.test/openapi#${encodeURI(pointer)}` });
          for (const example of examples) {
            seen.push(at);
            expect(validate(example), `${at}: ${ajv.errorsText(validate.errors)}`).toBe(true);
          }
        } else walk(inner, at);
      }
    };
    walk(document, '');
    expect(seen.length).toBeGreaterThan(10);
  });

  it('says that jobs and restores that exist never wait for Keydesk', () => {
    expect(document.info.description).toContain('Only the creation of a first job waits for Keydesk');
  });
});
