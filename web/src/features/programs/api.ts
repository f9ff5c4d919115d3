import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';

type Schemas = components['schemas'];
export type Program = Schemas['Program'];
export type ProgramDetails = Schemas['ProgramDetails'];
export type ProgramVersion = Schemas['ProgramVersion'];
export type Terms = Schemas['ProgramTerms'];
export type ProgramWish = Schemas['ProgramWish'];
export type BaselineMethod = Schemas['BaselineMethod'];
export type Enrolment = Schemas['Enrolment'];
export type EnrolmentDetails = Schemas['EnrolmentDetails'];
export type EnrolmentChange = Schemas['EnrolmentChange'];

type Query = Record<string, string | number>;
const at = (id: number) => ({ path: { program_id: id } });

export const programsQuery = queryOptions({
  queryKey: ['mine', 'programs'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/programs', { signal })),
});

export const programQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'program', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/programs/{program_id}', { params: at(id), signal })),
  });

export const useSaveProgram = (id: number | undefined) =>
  useRenewed((body: ProgramWish) =>
    id === undefined
      ? unwrap(api.POST('/api/programs', { params: { header: csrf }, body }))
      : unwrap(api.PUT('/api/programs/{program_id}', { params: { ...at(id), header: csrf }, body })),
  );

export const loadEnrolments = (id: number) => (query: Query, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/programs/{program_id}/enrolments', { params: { ...at(id), query }, signal })));

export const enrolmentQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'enrolment', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/enrolments/{enrolment_id}', { params: { path: { enrolment_id: id } }, signal })),
    staleTime: 0,
  });

/** CSV as it was pasted: the server reads it, so that preview and making see the same. */
const sendCsv = (id: number, csv: string, isTrial: boolean) =>
  unwrap(
    api.POST('/api/programs/{program_id}/enrolments', {
      params: { ...at(id), header: csrf, query: { dry_run: isTrial } },
      body: csv as never,
      bodySerializer: (body: unknown) => String(body),
      headers: { 'Content-Type': 'text/csv' },
    }),
  );

export const useTrial = (id: number) => useMutation({ mutationFn: (csv: string) => sendCsv(id, csv, true) });
export const useEnrol = (id: number) => useRenewed((csv: string) => sendCsv(id, csv, false));

const enrolment = (id: number) => ({ path: { enrolment_id: id }, header: csrf });
export const useChangeEnrolment = (id: number) =>
  useRenewed((body: EnrolmentChange) => unwrap(api.PATCH('/api/enrolments/{enrolment_id}', { params: enrolment(id), body })));

export const useEndEnrolment = () =>
  useRenewed((id: number) => unwrap(api.DELETE('/api/enrolments/{enrolment_id}', { params: enrolment(id) })));

export type Outage = Schemas['Outage'];

export const loadOutages = (query: Query, signal: AbortSignal) => asPage(unwrap(api.GET('/api/outages', { params: { query }, signal })));

export const useAddOutages = () =>
  useRenewed((body: Schemas['NewOutage']) => unwrap(api.POST('/api/outages', { params: { header: csrf }, body })));

export const useRemoveOutage = () =>
  useRenewed((id: number) => unwrap(api.DELETE('/api/outages/{outage_id}', { params: { path: { outage_id: id }, header: csrf } })));
