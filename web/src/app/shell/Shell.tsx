import '@/theme/mantine.css';
import { MantineProvider } from '@mantine/core';
import { Suspense, useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router-dom';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { permissionsQuery, sessionQuery } from '@/api/session';
import { Brand } from '@/components/Brand';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { SchemeSwitch } from '@/components/SchemeSwitch';
import { text as shared } from '@/components/text';
import { useIsOnline, useIsPhone } from '@/lib/hooks';
import { useScheme } from '@/theme/scheme';
import { theme } from '@/theme/theme';
import { text } from '../text';
import { AccountMenu } from './AccountMenu';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';

/** Everything on the page was asked for with the old role: when it changes, ask anew. */
function useRenewedByRole(level: number | undefined): void {
  const client = useQueryClient();
  const known = useRef(level);
  useEffect(() => {
    if (known.current !== undefined && level !== known.current) {
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'mine' && queryKey[1] !== 'permissions' });
    }
    known.current = level;
  }, [client, level]);
}

function Content() {
  const permissions = useQuery(permissionsQuery);
  const { pathname } = useLocation();
  useRenewedByRole(permissions.data?.level);
  if (permissions.data?.level === 5 && pathname !== '/account') {
    return (
      <div className={classes.waiting}>
        <h1>{text.waitingTitle}</h1>
        <p>{text.waitingDetail}</p>
      </div>
    );
  }
  return (
    <ErrorBoundary key={pathname}>
      <Suspense fallback={null}>
        <Outlet />
      </Suspense>
    </ErrorBoundary>
  );
}

/** The frame of every signed-in page: rail on a desktop, bars on a phone. */
export default function Shell() {
  const isPhone = useIsPhone();
  const isOnline = useIsOnline();
  const scheme = useScheme();
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme} deduplicateCssVariables withGlobalClasses={false}>
      <a className={classes.skip} href="#content">
        {shared.skip}
      </a>
      {!isOnline && (
        <div className={classes.offline} role="status">
          {text.offline}
        </div>
      )}
      {isPhone && (
        <header className={classes.topbar}>
          <Brand to="/meters" isShort />
          <AccountMenu isShort />
        </header>
      )}
      <div className={classes.shell}>
        {!isPhone && (
          <header className={classes.rail}>
            <div className={classes.inner}>
              <Brand to="/meters" />
              <Navigation className={classes.links} />
              <div className={classes.foot}>
                <AccountMenu />
                <SchemeSwitch />
              </div>
            </div>
          </header>
        )}
        <main className={classes.content} id="content" tabIndex={-1}>
          <Content />
        </main>
      </div>
      {isPhone && <Navigation className={classes.bottom} />}
    </MantineProvider>
  );
}
