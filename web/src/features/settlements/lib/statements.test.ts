import { describe, expect, test } from 'vitest';
import { statementLines } from '../api';
import { byCustomer } from './statements';

const CSV = [
  'meter_id,customer,status,nomination_kw,baseline_kwh,metered_kwh,performance_kw,factor,unadjusted_credit,credit,delivered_kw,provider_saving,band_kw,problem',
  '71,"Mill, old",settled,100,200.5,105.64,94.86,0.4743,132.804,132.80,94.86,678.25,9,',
  '72,Cold store,opted_out,10,,,,,,,,,,',
  '73,"Mill, old",settled,50,60,70,-10,-0.1,0,0.00,0,0.00,,',
  '',
].join('\n');

describe('The statement', () => {
  const customers = byCustomer(statementLines(CSV));
  test('is one for each customer, by name', () => {
    expect(customers.map(({ customer }) => customer)).toEqual(['Cold store', 'Mill, old']);
  });
  test('has all lines of a customer, and the exact sum of their credits', () => {
    expect(customers[1]?.lines.map(({ meter_id, factor }) => [meter_id, factor])).toEqual([
      ['71', '0.4743'],
      ['73', '-0.1'],
    ]);
    expect(customers[1]?.credit).toBe('132.80');
  });
  test('pays nothing to who opted out', () => {
    expect(customers[0]?.credit).toBe('0.00');
  });
});
