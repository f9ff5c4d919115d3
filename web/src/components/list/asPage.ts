import { Problem } from '@/api/problem';
import type { Page } from './types';

/** A list endpoint answers CSV too, where it is asked to; a page of rows is what a table can show. */
export async function asPage<P extends Page<unknown>>(answer: Promise<P | string>): Promise<P> {
  const page = await answer;
  if (typeof page !== 'string') return page;
  throw new Problem({ type: 'about:blank', title: 'The list could not be read', status: 502, detail: 'The server answered with something else than a list.' });
}
