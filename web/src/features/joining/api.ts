import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type NewAccount = Schemas['NewAccount'];
export type Registered = Schemas['Registered'];
export type ResetQuestion = Schemas['PasswordResetQuestion'];

export const useRegister = () =>
  useMutation({ mutationFn: (body: NewAccount) => unwrap(api.POST('/api/user/register', { body })) });

export const useAskForReset = () =>
  useMutation({ mutationFn: (body: ResetQuestion) => unwrap(api.POST('/api/passwordReset', { body })) });

export const useResetPassword = () =>
  useMutation({ mutationFn: (body: { token: string; password: string }) => unwrap(api.PUT('/api/passwordReset', { body })) });

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => unwrap(api.GET('/api/user/invitation', { params: { query: { token } }, signal })),
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
