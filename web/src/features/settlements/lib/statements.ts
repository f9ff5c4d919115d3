/** The lines of a statement by customer, as they are printed. */
import { sumOfCents, toDecimal } from '@/lib/cents';
import type { StatementLine } from '../api';

export interface CustomerStatement {
  customer: string;
  lines: StatementLine[];
  /** Exact sum of the rounded credits, as they are paid. */
  credit: string;
}

/** One for each customer, by name; lines in the order of the statement. */
export function byCustomer(lines: readonly StatementLine[]): CustomerStatement[] {
  const groups = new Map<string, StatementLine[]>();
  for (const line of lines) groups.set(line.customer, [...(groups.get(line.customer) ?? []), line]);
  return [...groups.entries()]
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([customer, own]) => ({ customer, lines: own, credit: toDecimal(sumOfCents(own.map(({ credit }) => credit))) }));
}
