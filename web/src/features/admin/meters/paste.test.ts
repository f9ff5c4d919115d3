import { describe, expect, test } from 'vitest';
import { countRows, lineShift, toCsv } from './paste';

describe('What is pasted', () => {
  test('stays as it is if it has a header', () => {
    expect(toCsv('number,label\n71,"Barn, old"\n')).toBe('number,label\n71,"Barn, old"\n');
    expect(lineShift('number\n71', 'number\n71')).toBe(0);
  });

  test('gets a header if it is a list of numbers', () => {
    expect(toCsv('71\r\n72')).toBe('number\n71\n72');
    expect(lineShift('71\n72', toCsv('71\n72'))).toBe(1);
  });

  test('gets the usual header if it has several columns and none', () => {
    expect(toCsv('71,Barn\n72,House')).toBe('number,label\n71,Barn\n72,House');
  });

  test('becomes CSV if it comes from a spreadsheet', () => {
    expect(toCsv('number\taddress\n71\tMill Lane 1, "Ames"')).toBe('number,address\n71,"Mill Lane 1, ""Ames"""');
  });

  test('is counted without its header and blank lines', () => {
    expect(countRows('number\n71\n\n72\n')).toBe(2);
  });
});
