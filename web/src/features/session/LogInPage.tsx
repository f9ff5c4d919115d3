import { useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { useSession } from '@/api/session';
import { PublicPage } from '@/components/PublicPage';
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

  if (session.data?.authenticated) return <Navigate to={safeReturnPath(search.get('return'))} replace />;
  return (
    <PublicPage title={text.title} lead={text.lead} width="narrow" ask={text.contact}>
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
    </PublicPage>
  );
}
