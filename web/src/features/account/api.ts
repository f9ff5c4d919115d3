import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keepSession, sessionQuery } from '@/api/session';
import type { OwnAccount, Preferences } from '@/api/types';
import { applyPreferences } from '@/lib/preferences';

// The client puts the token in; the types ask for the header.
const header = { 'X-CSRF-Token': '' };

export const accountQuery = queryOptions({
  queryKey: ['mine', 'account'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/user', { signal })),
});
export const sessionsQuery = queryOptions({
  queryKey: ['mine', 'sessions'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/user/sessions', { signal })),
});
export const deletePreviewQuery = queryOptions({
  queryKey: ['mine', 'delete-preview'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/user/delete-preview', { signal })),
  staleTime: 0,
});

export const useAccount = () => useQuery(accountQuery);

export interface AccountChange {
  first_name?: string;
  last_name?: string;
  preferences?: Partial<Preferences>;
}

export function useUpdateAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AccountChange) => unwrap(api.PATCH('/api/user/update', { params: { header }, body })),
    onSuccess: (account) => {
      client.setQueryData<OwnAccount>(accountQuery.queryKey, account);
      applyPreferences(account.preferences);
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { old_password: string; password: string }) => unwrap(api.PUT('/api/user/password', { params: { header }, body })),
    onSuccess: (session) => {
      keepSession(client, session);
      void client.invalidateQueries({ queryKey: ['mine'] });
    },
  });
}

export function useChangeEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => unwrap(api.POST('/api/user/email', { params: { header }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}

export function useConfirmEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => unwrap(api.POST('/api/user/email/confirm', { body: { token } })),
    onSuccess: () => client.invalidateQueries(),
  });
}

export const useBeginSecondFactor = () =>
  useMutation({
    mutationFn: (password: string) => unwrap(api.POST('/api/user/second-factor', { params: { header }, body: { password } })),
  });

/** The session is kept by whoever shows the recovery codes, once they have been seen: with it the page may go. */
export function useConfirmSecondFactor() {
  return useMutation({
    mutationFn: (code: string) => unwrap(api.PUT('/api/user/second-factor', { params: { header }, body: { code } })),
  });
}

interface Proof {
  password: string;
  code: string;
}

export function useRemoveSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Proof) => unwrap(api.DELETE('/api/user/second-factor', { params: { header }, body })),
    onSuccess: (session) => {
      keepSession(client, session);
      void client.invalidateQueries({ queryKey: ['mine'] });
    },
  });
}

export function useRenewRecoveryCodes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Proof) => unwrap(api.POST('/api/user/second-factor/recovery-codes', { params: { header }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (session_id: string) => unwrap(api.DELETE('/api/user/sessions/{session_id}', { params: { header, path: { session_id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useEndOtherSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/user/sessions', { params: { header } })),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export const useDeleteAccount = () =>
  useMutation({
    mutationFn: (password: string) => unwrap(api.DELETE('/api/user/delete', { params: { header }, body: { password } })),
  });
