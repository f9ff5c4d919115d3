/** What people paste, as the CSV that the server reads. */
export const COLUMNS = ['number', 'label', 'address', 'latitude', 'longitude', 'interval_s'] as const;

const quoted = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

/** Cells copied from a spreadsheet have tabs between; a plain list of numbers has no header. */
export function toCsv(pasted: string): string {
  const lines = pasted.replace(/\r\n?/g, '\n').split('\n');
  const hasTabs = lines.some((line) => line.includes('\t'));
  const rows = hasTabs ? lines.map((line) => line.split('\t').map((cell) => quoted(cell.trim())).join(',')) : lines;
  const [first = ''] = rows;
  const names = first.split(',').map((name) => name.trim().replace(/"/g, '').toLowerCase());
  const hasHeader = names.includes('number');
  if (hasHeader) return rows.join('\n');
  const isPlainList = rows.every((row) => !row.includes(','));
  // Without a header the first columns of the usual order are meant.
  const width = Math.max(...rows.map((row) => row.split(',').length));
  const header = isPlainList ? 'number' : COLUMNS.slice(0, Math.min(width, COLUMNS.length)).join(',');
  return [header, ...rows].join('\n');
}

/** The server counts lines of what was sent; people count those that they see. */
export const lineShift = (pasted: string, csv: string): number => csv.split('\n').length - pasted.replace(/\r\n?/g, '\n').split('\n').length;

/** Lines that hold something, without the header. */
export const countRows = (csv: string): number => csv.split('\n').slice(1).filter((line) => line.trim() !== '').length;
