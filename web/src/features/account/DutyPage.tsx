import { useLogOut, useSession } from '@/api/session';
import type { Session } from '@/api/types';
import { Button } from '@/components/Button';
import { PublicPage } from '@/components/PublicPage';
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
  const session = useSession();
  const logOut = useLogOut();
  const isPassword = duty === 'change_password';
  const title = isPassword ? text.dutyPasswordTitle : text.dutyFactorTitle;
  return (
    <PublicPage title={title} lead={isPassword ? text.dutyPasswordSay : text.dutyFactorSay} width="wide">
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
    </PublicPage>
  );
}
