import { toProblem } from '@/api/problem';

/** What the server said about this field, or undefined if its problem is another. */
export function problemAt(error: unknown, field: string): string | undefined {
  if (!error) return undefined;
  const { place, detail, cure } = toProblem(error).document;
  if (place !== field) return undefined;
  return cure ? `${detail} ${cure}` : detail;
}

/** True for a problem that belongs to none of these fields and so stands above the form. */
export const isElsewhere = (error: unknown, fields: readonly string[]): boolean =>
  Boolean(error) && fields.every((field) => problemAt(error, field) === undefined);
