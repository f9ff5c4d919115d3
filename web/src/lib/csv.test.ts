import { describe, expect, test } from 'vitest';
import { parseCsv, recordsOf } from './csv';

describe('A CSV file', () => {
  test('may have commas, quotation marks and lines within a field', () => {
    expect(parseCsv('a,"b, ""c""\nd",e\r\n')).toEqual([['a', 'b, "c"\nd', 'e']]);
  });
  test('may end without a line end, and with an empty field', () => {
    expect(parseCsv('a,b\n1,')).toEqual([['a', 'b'], ['1', '']]);
  });
  test('has its rows by name', () => {
    expect(recordsOf('meter_id,credit\n71,1.20\n')).toEqual([{ meter_id: '71', credit: '1.20' }]);
    expect(recordsOf('')).toEqual([]);
  });
});
