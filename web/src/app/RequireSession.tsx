import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from 'react-router-dom';
import { useSession } from '@/api/session';
import { ProblemNotice } from '@/components/Notice';
import { logInPath } from '@/lib/returnPath';
import classes from './NotFound.module.css';

/** Shows what is inside to a session; anyone else goes to the log-in page and comes back to this address afterwards. */
export function RequireSession() {
  const session = useSession();
  const location = useLocation();
  const client = useQueryClient();
  const isSignedOut = session.data?.authenticated === false;

  useEffect(() => {
    if (isSignedOut) client.removeQueries({ predicate: (query) => query.queryKey[0] === 'mine' });
  }, [isSignedOut, client]);

  if (session.isPending) return null;
  if (session.isError) {
    return (
      <main className={classes.page}>
        <ProblemNotice error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (isSignedOut) return <Navigate to={logInPath(location.pathname + location.search)} replace />;
  return <Outlet />;
}
