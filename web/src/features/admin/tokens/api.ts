import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import { asPage } from '@/components/list';

type Schemas = components['schemas'];
export type Token = Schemas['Token'];
export type NewToken = Schemas['NewToken'];
export type Scope = Schemas['TokenScope'];
export type TokenMade = Schemas['TokenMade'];

export const LIST = 'tokens';
export const ADDRESS = '/api/admin/tokens';
const header = { 'X-CSRF-Token': '' };

export const loadTokens = (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/admin/tokens', { params: { query }, signal })));

function useRenewing<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['mine', 'list', LIST] }) });
}

export const useCreate = () => useRenewing((body: NewToken) => unwrap(api.POST('/api/admin/tokens', { params: { header }, body })));
export const useRevoke = () =>
  useRenewing((id: number) => unwrap(api.DELETE('/api/admin/tokens/{token_id}', { params: { path: { token_id: id }, header } })));
