import { lazy, Suspense, useEffect, useState } from 'react';
import type { Session } from '@/api/types';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from 'react-router-dom';
import { useSession } from '@/api/session';
import { ProblemNotice } from '@/components/Notice';
import { logInPath } from '@/lib/returnPath';
import classes from './NotFound.module.css';

const Duty = lazy(() => import('@/features/account/DutyPage'));

/** Shows what is inside to a session; anyone else goes to the log-in page and comes back to this address afterwards. What an account has to do first stands before everything. */
export function RequireSession() {
  const session = useSession();
  const location = useLocation();
  const client = useQueryClient();
  const [begun, setBegun] = useState<Session['duty']>('none');
  const duty = session.data?.session?.duty ?? 'none';
  const isSignedOut = session.data?.authenticated === false;

  useEffect(() => {
    if (isSignedOut) client.removeQueries({ predicate: (query) => query.queryKey[0] === 'mine' });
  }, [isSignedOut, client]);

  // The page of a duty stays until it is done with: the session may know before the recovery codes have been read.
  useEffect(() => {
    if (duty !== 'none') setBegun(duty);
    else if (isSignedOut) setBegun('none');
  }, [duty, isSignedOut]);

  if (session.isPending) return null;
  if (session.isError) {
    return (
      <main className={classes.page}>
        <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (isSignedOut) return <Navigate to={logInPath(location.pathname + location.search)} replace />;
  if (duty !== 'none' || begun !== 'none') {
    return (
      <Suspense fallback={null}>
        <Duty
          duty={begun === 'none' ? duty : begun}
          onDone={() => {
            setBegun('none');
          }}
        />
      </Suspense>
    );
  }
  return <Outlet />;
}
