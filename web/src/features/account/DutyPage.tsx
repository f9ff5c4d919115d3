import { usePortal } from '@/api/portal';
import { useLogOut, useSession } from '@/api/session';
import type { Session } from '@/api/types';
import { Brand } from '@/components/Brand';
import { Button } from '@/components/Button';
import { SchemeSwitch } from '@/components/SchemeSwitch';
import { usePageTitle } from '@/lib/hooks';
import classes from './Account.module.css';
import { EnrolSecondFactor } from './components/EnrolSecondFactor';
import { PasswordForm } from './components/PasswordForm';
import { text } from './text';

/** What an account has to do before anything else is open. */
interface DutyPageProps {
  duty: Session['duty'];
  onDone: () => void;
}

export default function DutyPage({ duty, onDone }: DutyPageProps) {
  const portal = usePortal();
  const session = useSession();
  const logOut = useLogOut();
  const isPassword = duty === 'change_password';
  const title = isPassword ? text.dutyPasswordTitle : text.dutyFactorTitle;
  usePageTitle(`${title} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.duty}>
      <header className={classes.top}>
        <Brand />
        <SchemeSwitch />
      </header>
      <main className={classes.column}>
        <div>
          <h1>{title}</h1>
          <p className={classes.lead}>{isPassword ? text.dutyPasswordSay : text.dutyFactorSay}</p>
        </div>
        <div className={classes.box}>
          {isPassword ? <PasswordForm email={session.data?.session?.user.email ?? ''} onDone={onDone} /> : <EnrolSecondFactor onDone={onDone} />}
        </div>
        <div>
          <Button
            onClick={() => {
              logOut.mutate();
            }}
          >
            {text.logOut}
          </Button>
        </div>
      </main>
    </div>
  );
}
