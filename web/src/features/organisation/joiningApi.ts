import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { csrf, useRenewed } from '@/api/useRenewed';
import type { Which } from './api';

/** Not kept: it is a secret, and looking at it is booked. */
export const useShowCode = (which: Which) =>
  useRenewed(() => unwrap(api.GET('/api/organization/code', { params: { query: which } })));

export const useRenewCode = (which: Which) =>
  useRenewed(() => unwrap(api.POST('/api/organization/code', { params: { header: csrf }, body: which })));

export const invitationsQuery = (which: Which) =>
  queryOptions({
    queryKey: ['mine', 'invitations', which.organization_id ?? 'own'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/organization/invite', { params: { query: which }, signal })),
  });

export const useInvite = (which: Which) =>
  useRenewed((email: string) => unwrap(api.POST('/api/organization/invite', { params: { header: csrf }, body: { ...which, email } })));

export const useWithdraw = (which: Which) =>
  useRenewed((invitation_id: number) =>
    unwrap(api.DELETE('/api/organization/invite/{invitation_id}', { params: { path: { invitation_id }, query: which, header: csrf } })),
  );
