/** What people paste, as the CSV that the server reads. */

const quoted = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

/** Cells copied from a spreadsheet have tabs between; a plain list of numbers has no header. The first column is the one that must be there. */
export function toCsv(pasted: string, columns: readonly [string, ...string[]]): string {
  const lines = pasted.replace(/\r\n?/g, '\n').split('\n');
  const hasTabs = lines.some((line) => line.includes('\t'));
  const rows = hasTabs ? lines.map((line) => line.split('\t').map((cell) => quoted(cell.trim())).join(',')) : lines;
  const [first = ''] = rows;
  const names = first.split(',').map((name) => name.trim().replace(/"/g, '').toLowerCase());
  const hasHeader = names.includes(columns[0]);
  if (hasHeader) return rows.join('\n');
  const isPlainList = rows.every((row) => !row.includes(','));
  // Without a header the first columns of the usual order are meant.
  const width = Math.max(...rows.map((row) => row.split(',').length));
  const header = isPlainList ? columns[0] : columns.slice(0, Math.min(width, columns.length)).join(',');
  return [header, ...rows].join('\n');
}

/** The server counts lines of what was sent; people count those that they see. */
export const lineShift = (pasted: string, csv: string): number => csv.split('\n').length - pasted.replace(/\r\n?/g, '\n').split('\n').length;

/** Lines that hold something, without the header. */
export const countRows = (csv: string): number => csv.split('\n').slice(1).filter((line) => line.trim() !== '').length;
