import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type OrganisationRow = Schemas['OrganisationRow'];
export type OrganisationContents = Schemas['OrganisationContents'];

export const LIST = 'organisations';
export const ADDRESS = '/api/admin/organizations';

export const loadOrganisations = (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/admin/organizations', { params: { query }, signal })));

export const contentsQuery = (id: number) =>
  queryOptions({
    queryKey: ['mine', 'organisation-contents', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/admin/organizations/{organization_id}/contents', { params: { path: { organization_id: id } }, signal })),
    staleTime: 0,
  });

export const useCreate = () =>
  useRenewed((name: string) => unwrap(api.POST('/api/admin/organizations', { params: { header: csrf }, body: { name } })));

export const useRename = (id: number) =>
  useRenewed((name: string) =>
    unwrap(api.PATCH('/api/admin/organizations/{organization_id}', { params: { path: { organization_id: id }, header: csrf }, body: { name } })),
  );

export const useRemove = (id: number) =>
  useRenewed((confirm_name: string) =>
    unwrap(api.DELETE('/api/admin/organizations/{organization_id}', { params: { path: { organization_id: id }, header: csrf }, body: { confirm_name } })),
  );
