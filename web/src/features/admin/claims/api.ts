import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { asPage } from '@/components/list';

export type Claim = components['schemas']['Claim'];
export type ClaimKind = components['schemas']['ClaimSubjects']['kind'];

export const LIST = 'claims';
export const ADDRESS = '/api/admin/claims';
const header = { 'X-CSRF-Token': '' };

export const loadClaims = (kind: ClaimKind) => (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/admin/claims', { params: { query: { ...query, kind } }, signal })));

/** With the codes: every reading of it is booked, so it is never asked twice by itself. */
export const codesQuery = (query: Record<string, string | number>) =>
  queryOptions({
    queryKey: ['mine', 'claim-codes', query],
    queryFn: ({ signal }) => asPage(unwrap(api.GET('/api/admin/claims', { params: { query: { ...query, with_codes: true } }, signal }))),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });

function useRenewing<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['mine', 'list', LIST] }) });
}

export const useRenew = (kind: ClaimKind) =>
  useRenewing((ids: string[]) => unwrap(api.POST('/api/admin/claims/renew', { params: { header }, body: { kind, ids } })));
export const useRevoke = (kind: ClaimKind) =>
  useRenewing((ids: string[]) => unwrap(api.POST('/api/admin/claims/revoke', { params: { header }, body: { kind, ids } })));
