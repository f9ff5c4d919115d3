import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';

type Schemas = components['schemas'];
export type AlertKind = Schemas['AlertKind'];
export type AlertRule = Schemas['AlertRule'];
export type AlertRules = Schemas['AlertRules'];
export type AlertWish = Schemas['AlertWish'];
export type RaisedAlert = Schemas['RaisedAlert'];
export type SavedAlertRule = Schemas['SavedAlertRule'];

const at = (id: number) => ({ path: { alert_id: id }, header: csrf });

export const alertsQuery = queryOptions({
  queryKey: ['mine', 'alerts'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/alerts', { signal })),
});

export const useSaveAlert = (id: number | undefined) =>
  useRenewed((body: AlertWish) =>
    id === undefined
      ? unwrap(api.POST('/api/alerts', { params: { header: csrf }, body }))
      : unwrap(api.PUT('/api/alerts/{alert_id}', { params: at(id), body })),
  );

export const useDeleteAlert = () => useRenewed((id: number) => unwrap(api.DELETE('/api/alerts/{alert_id}', { params: at(id) })));

export const useTestAlert = () => useMutation({ mutationFn: (id: number) => unwrap(api.POST('/api/alerts/{alert_id}/test', { params: at(id) })) });

export const loadLog = (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/alerts/log', { params: { query }, signal })));
