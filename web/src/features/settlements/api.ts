import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';
import { recordsOf } from '@/lib/csv';

type Schemas = components['schemas'];
export type Settlement = Schemas['Settlement'];
export type Line = Schemas['SettlementLine'];
export type LineFigures = Schemas['SettlementFigures'];
export type Difference = Schemas['SettlementDifferences']['differences'][number];
export type Derivation = Schemas['Derivation'];
export type Season = Schemas['Season'];

type Query = Record<string, string | number>;
const at = (id: number) => ({ path: { settlement_id: id } });

export const settlementsQuery = (event: number) =>
  queryOptions({
    queryKey: ['mine', 'settlements', event],
    queryFn: ({ signal }) => unwrap(api.GET('/api/events/{event_id}/settlements', { params: { path: { event_id: event } }, signal })),
  });

export const settlementQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'settlement', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/settlements/{settlement_id}', { params: at(id), signal })),
  });

export const useSettle = (event: number) =>
  useRenewed((reason: string) =>
    unwrap(
      api.POST('/api/events/{event_id}/settlements', {
        params: { path: { event_id: event }, header: csrf },
        body: reason === '' ? {} : { reason },
      }),
    ),
  );

export const loadLines = (id: number) => (query: Query, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/settlements/{settlement_id}/lines', { params: { ...at(id), query }, signal })));

const OWN_LINES = 50;
/** A member's own meters, as a card shows them. */
export const ownLinesQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'settlement-lines', id],
    queryFn: ({ signal }) => loadLines(id)({ page_size: OWN_LINES, sort: 'meter' }, signal),
  });

export const differencesQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'settlement-differences', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/settlements/{settlement_id}/differences', { params: at(id), signal })),
    staleTime: Infinity,
  });

export const derivationQuery = (id: number, meter: string) =>
  queryOptions({
    queryKey: ['mine', 'derivation', id, meter],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/settlements/{settlement_id}/lines/{meter_id}', { params: { path: { settlement_id: id, meter_id: meter } }, signal })),
    staleTime: Infinity,
  });

export const statementAddress = (id: number, format: 'jsonl' | 'csv'): string => `/api/settlements/${id}/statement?format=${format}`;

/** A line of the statement as its CSV has it: every figure is the exact text. */
export interface StatementLine {
  meter_id: string;
  customer: string;
  status: string;
  nomination_kw: string;
  baseline_kwh: string;
  metered_kwh: string;
  performance_kw: string;
  factor: string;
  credit: string;
  band_kw: string;
  problem: string;
}

const LINE_FIELDS = ['meter_id', 'customer', 'status', 'nomination_kw', 'baseline_kwh', 'metered_kwh', 'performance_kw', 'factor', 'credit', 'band_kw', 'problem'] as const;

export function statementLines(csv: string): StatementLine[] {
  return recordsOf(csv).map((record) => Object.fromEntries(LINE_FIELDS.map((name) => [name, record[name] ?? ''])) as unknown as StatementLine);
}

export const statementQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'statement', id],
    queryFn: async ({ signal }) => {
      const csv = await unwrap(
        api.GET('/api/settlements/{settlement_id}/statement', { params: { ...at(id), query: { format: 'csv' } }, parseAs: 'text', signal }),
      );
      return statementLines(csv);
    },
    staleTime: Infinity,
  });

export const seasonQuery = (program: number, from: string, to: string) =>
  queryOptions({
    queryKey: ['mine', 'season', program, from, to],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/programs/{program_id}/season', { params: { path: { program_id: program }, query: { from, to } }, signal })),
  });
