import { useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { useSession } from '@/api/session';
import { Brand } from '@/components/Brand';
import { ContactLink } from '@/components/ContactLink';
import { SchemeSwitch } from '@/components/SchemeSwitch';
import { usePageTitle } from '@/lib/hooks';
import { safeReturnPath } from '@/lib/returnPath';
import { DemoAccounts } from './components/DemoAccounts';
import { LogInForm } from './components/LogInForm';
import classes from './LogIn.module.css';
import { text } from './text';

export function LogInPage() {
  const [search] = useSearchParams();
  const session = useSession();
  const portal = usePortal();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  usePageTitle(`${text.title} · ${portal.data?.name ?? ''}`);

  if (session.data?.authenticated) return <Navigate to={safeReturnPath(search.get('return'))} replace />;
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Brand />
        <SchemeSwitch />
      </header>
      <main className={classes.column}>
        <div>
          <h1>{text.title}</h1>
          <p className={classes.lead}>{text.lead}</p>
        </div>
        <LogInForm email={email} password={password} onEmail={setEmail} onPassword={setPassword} />
        <p className={classes.others}>
          <Link to="/register">{text.register}</Link>
          <Link to="/forgot-password">{text.forgot}</Link>
        </p>
        {portal.data?.is_demo && (
          <DemoAccounts
            accounts={portal.data.demo_accounts}
            onChoose={(account) => {
              setEmail(account.email);
              setPassword(account.password);
            }}
          />
        )}
        {portal.data?.contact && (
          <p className={classes.contact}>
            {text.contact} {portal.data.provider}: <ContactLink contact={portal.data.contact} />
          </p>
        )}
      </main>
    </div>
  );
}
