import { describe, expect, test } from 'vitest';
import { countRows, lineShift, toCsv } from './paste';

const COLUMNS = ['number', 'label', 'address', 'latitude', 'longitude', 'interval_s'] as const;

describe('What is pasted', () => {
  test('stays as it is if it has a header', () => {
    expect(toCsv('number,label\n71,"Barn, old"\n', COLUMNS)).toBe('number,label\n71,"Barn, old"\n');
    expect(lineShift('number\n71', 'number\n71')).toBe(0);
  });

  test('gets a header if it is a list of numbers', () => {
    expect(toCsv('71\r\n72', COLUMNS)).toBe('number\n71\n72');
    expect(lineShift('71\n72', toCsv('71\n72', COLUMNS))).toBe(1);
  });

  test('gets the usual header if it has several columns and none', () => {
    expect(toCsv('71,Barn\n72,House', COLUMNS)).toBe('number,label\n71,Barn\n72,House');
  });

  test('becomes CSV if it comes from a spreadsheet', () => {
    expect(toCsv('number\taddress\n71\tMill Lane 1, "Ames"', COLUMNS)).toBe('number,address\n71,"Mill Lane 1, ""Ames"""');
  });

  test('is counted without its header and blank lines', () => {
    expect(countRows('number\n71\n\n72\n')).toBe(2);
  });
});
