import { expect, it } from 'vitest';
import { columnsParameter, DEFAULT_COLUMNS, LIST_COLUMNS, readColumns } from './list-columns.ts';

it('reads back the columns that it wrote, in the order of the list', () => {
  expect(readColumns(columnsParameter(['region', 'problem']))).toEqual(['problem', 'region']);
  expect(readColumns(columnsParameter([...LIST_COLUMNS]))).toEqual(LIST_COLUMNS);
});

it('writes nothing for the default, and reads nothing and nonsense as the default', () => {
  expect(columnsParameter(DEFAULT_COLUMNS)).toBeNull();
  for (const text of [null, '', 'nonsense', ',,']) expect(readColumns(text)).toEqual(DEFAULT_COLUMNS);
});
