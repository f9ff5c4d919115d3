import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { applyPreferences } from '@/lib/preferences';
import { api, setCsrfToken, setForbiddenHandler, setSignedOutHandler, unwrap } from './client';
import type { Session, SessionState } from './types';

const signedOut: SessionState = { authenticated: false, session: null };

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const state = await unwrap(api.GET('/api/user/session/validate', { signal }));
    setCsrfToken(state.session?.csrf_token);
    if (state.session) applyPreferences(state.session.preferences);
    return state;
  },
  staleTime: 5 * 60_000,
  refetchOnWindowFocus: 'always',
});

const RECHECK_MILLISECONDS = 10_000;

/** Asked again and again while the window is open, so that a role that was changed shows. */
export const permissionsQuery = queryOptions({
  queryKey: ['mine', 'permissions'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/user/permissions', { signal })),
  staleTime: RECHECK_MILLISECONDS / 2,
  refetchInterval: RECHECK_MILLISECONDS,
  refetchOnWindowFocus: 'always',
});

/** What belongs to a session goes with it; what the portal says to everyone stays. */
function forgetSession(client: QueryClient): void {
  setCsrfToken(undefined);
  client.setQueryData(sessionQuery.queryKey, signedOut);
  client.removeQueries({ predicate: (query) => query.queryKey[0] === 'mine' });
}

/** A session that is new, or has got another token. */
export function keepSession(client: QueryClient, session: Session): void {
  setCsrfToken(session.csrf_token);
  applyPreferences(session.preferences);
  client.setQueryData<SessionState>(sessionQuery.queryKey, { authenticated: true, session });
}

/** After an account was deleted. */
export const useForgetSession = (): (() => void) => {
  const client = useQueryClient();
  return () => {
    forgetSession(client);
  };
};

export function watchSession(client: QueryClient): void {
  // A role that changed meanwhile shows at the first refusal; the session brings duty and CSRF token along.
  setForbiddenHandler(() => {
    void client.invalidateQueries({ queryKey: permissionsQuery.queryKey });
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  });
  setSignedOutHandler(() => {
    setCsrfToken(undefined);
    client.setQueryData(sessionQuery.queryKey, signedOut);
  });
}

export const useSession = () => useQuery(sessionQuery);

export function useLogIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string; code?: string }) => unwrap(api.POST('/api/user/session/create', { body })),
    onSuccess: (session) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] === 'mine' });
      keepSession(client, session);
    },
  });
}

export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    // The token is put in by the client, for this request as for every other that changes something.
    mutationFn: () => unwrap(api.DELETE('/api/user/session/delete', { params: { header: { 'X-CSRF-Token': '' } } })),
    onSettled: () => {
      forgetSession(client);
    },
  });
}
