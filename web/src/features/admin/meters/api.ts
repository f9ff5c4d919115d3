import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { asPage } from '@/components/list';

type Schemas = components['schemas'];
export type MeterRow = Schemas['AdminMeter'];
export type MeterDetails = Schemas['AdminMeterDetails'];
export type MeterChange = Schemas['MeterChange'];
export type HeldMeter = Schemas['HeldMeter'];

export const LIST = 'admin-meters';
export const ADDRESS = '/api/admin/meters';
// The client puts the token in.
const header = { 'X-CSRF-Token': '' };

export const loadMeters = (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/admin/meters', { params: { query }, signal })));

export const meterQuery = (id: string) =>
  queryOptions({
    queryKey: ['mine', 'admin-meter', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/admin/meters/{meter_id}', { params: { path: { meter_id: id } }, signal })),
    staleTime: 0,
  });

/** A few organisations that fit what was typed. */
export const receiversQuery = (search: string) =>
  queryOptions({
    queryKey: ['mine', 'receivers', search],
    queryFn: async ({ signal }) => {
      const page = await asPage(unwrap(api.GET('/api/admin/organizations', { params: { query: { q: search, page_size: 8 } }, signal })));
      return page.rows.filter((row) => !row.is_provider);
    },
  });

/** What belongs to meters is asked for anew after every change. */
function useRenewing<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['mine'] }) });
}

/** CSV as it was pasted: the server reads it, so that preview and making see the same. */
const sendCsv = (csv: string, isTrial: boolean) =>
  unwrap(
    api.POST('/api/entity/meters/add', {
      params: { header, query: { dry_run: isTrial } },
      body: csv as never,
      bodySerializer: (body: unknown) => String(body),
      headers: { 'Content-Type': 'text/csv' },
    }),
  );

export const useTrial = () => useMutation({ mutationFn: (csv: string) => sendCsv(csv, true) });
export const useAdd = () => useRenewing((csv: string) => sendCsv(csv, false));

export const useChange = (id: string) =>
  useRenewing((body: MeterChange) => unwrap(api.PATCH('/api/admin/meters/{meter_id}', { params: { path: { meter_id: id }, header }, body })));

export const useReplace = (id: string) =>
  useRenewing((number: string) =>
    unwrap(api.POST('/api/admin/meters/{meter_id}/replace', { params: { path: { meter_id: id }, header }, body: { number } })),
  );

const retire = (id: string) => unwrap(api.POST('/api/admin/meters/{meter_id}/retire', { params: { path: { meter_id: id }, header } }));
const restore = (id: string) => unwrap(api.POST('/api/admin/meters/{meter_id}/restore', { params: { path: { meter_id: id }, header } }));

/** One after the other: each is a change of its own in the audit trail. */
export const useRetire = (isRetiring: boolean) =>
  useRenewing(async (ids: string[]) => {
    for (const id of ids) await (isRetiring ? retire(id) : restore(id));
  });

export const useRemove = () =>
  useRenewing((id: string) => unwrap(api.DELETE('/api/admin/meters/{meter_id}', { params: { path: { meter_id: id }, header } })));

interface Assignment {
  meters: string[];
  organization_id: number | null;
  is_reassignment: boolean;
}
export const useAssign = () => useRenewing((body: Assignment) => unwrap(api.POST('/api/entity/meters/assign', { params: { header }, body })));
