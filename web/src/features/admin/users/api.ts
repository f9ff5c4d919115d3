import { api, unwrap } from '@/api/client';
import { csrf, useRenewed } from '@/api/useRenewed';
import { asPage } from '@/components/list';
import type { components } from '@/api/schema';

export type Person = components['schemas']['Person'];

export interface PersonChange {
  status: Person['status'];
  is_administrator: boolean;
  must_change_password: boolean;
}

export const LIST = 'users';
export const ADDRESS = '/api/admin/users';

export const loadUsers = (query: Record<string, string | number>, signal: AbortSignal) =>
  asPage(unwrap(api.GET('/api/admin/users', { params: { query }, signal })));

const at = (id: number) => ({ params: { path: { user_id: id }, header: csrf } });

export const useChange = (id: number) => useRenewed((body: Partial<PersonChange>) => unwrap(api.PATCH('/api/admin/users/{user_id}', { ...at(id), body })));
export const useUnlock = () => useRenewed((id: number) => unwrap(api.POST('/api/admin/users/{user_id}/unlock', at(id))));
export const useTakeFactor = () => useRenewed((id: number) => unwrap(api.DELETE('/api/admin/users/{user_id}/second-factor', at(id))));
export const useRemove = (id: number) => useRenewed(() => unwrap(api.DELETE('/api/admin/users/{user_id}', at(id))));
