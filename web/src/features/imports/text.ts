import { formatBytes, formatCount, formatNumber } from '@/lib/format';
import type { ImportJob } from '@/api/types';

const reasons: Partial<Record<string, string>> = {};

export const text = {
  title: 'Imports',
  lead: 'Files of readings and predictions, the latest first. Importing a file again changes nothing.',
  leadWatch: 'Files of readings and predictions that were imported, the latest first.',
  drop: 'Drop files here, or choose them',
  dropHelp: 'AMI exports, prediction files and long CSV; .csv, .gz and .zst. Good rows go in, every refused one is listed.',
  choose: 'Choose files',
  dropNow: 'Let go to import',
  dryRun: 'Only try: read everything, write nothing',
  strict: 'All or nothing: any refused row stops the import',
  sending: (name: string) => `Sending ${name}`,
  waiting: 'waiting',
  sent: (sent: number, all: number) => `${formatBytes(sent)} of ${formatBytes(all)}`,
  uploads: 'Files being sent',
  dismiss: (name: string) => `Take ${name} off the list`,
  list: 'Imports so far',
  empty: 'No import yet',
  emptyDetail: 'Export the readings of your meters from the AMI system as CSV and drop the file above.',
  emptyWatch: 'When the system administrator imports a file, it is listed here with what it brought.',
  file: 'File',
  when: 'Started',
  state: 'State',
  rows: 'Rows',
  brought: 'New',
  equal: 'Unchanged',
  corrected: 'Corrected',
  refused: 'Refused',
  states: { running: 'running', finished: 'finished', failed: 'failed' } satisfies Record<ImportJob['status'], string>,
  trial: 'trial only',
  progress: (job: ImportJob) => `${formatNumber(job.rows)} rows, ${formatBytes(job.bytes_read)} read`,
  summary: (job: ImportJob) =>
    `${formatCount(job.new_values, 'new value')}, ${formatNumber(job.equal_values)} unchanged, ${formatNumber(job.corrected_values)} corrected, ${formatNumber(job.refused)} refused` +
    `${job.blank_cells ? `, ${formatCount(job.blank_cells, 'blank cell')}` : ''}${job.negative_values ? `, ${formatNumber(job.negative_values)} below zero` : ''}.`,
  verdicts: 'Refusals by reason',
  reason: (code: string) => reasons[code] ?? code.replace(/^\/problems\//, '').replace(/[-_]/g, ' ').replace(/^./, (first) => first.toUpperCase()),
  reasonColumn: 'Reason',
  countColumn: 'Rows or values',
  verdictsCsv: 'Every refusal as CSV',
  show: (name: string) => `Show the refusals of ${name}`,
  hide: (name: string) => `Hide the refusals of ${name}`,
};
