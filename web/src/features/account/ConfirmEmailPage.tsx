import { usePortal } from '@/api/portal';
import { Brand } from '@/components/Brand';
import { Button, ButtonLink } from '@/components/Button';
import { Notice, ProblemNotice } from '@/components/Notice';
import { SchemeSwitch } from '@/components/SchemeSwitch';
import { usePageTitle } from '@/lib/hooks';
import classes from './Account.module.css';
import { useConfirmEmail } from './api';
import { text } from './text';

/** Where the link of the mail leads. A press of the button confirms, so that a program that looks at links does not. */
export default function ConfirmEmailPage() {
  const portal = usePortal();
  const confirm = useConfirmEmail();
  usePageTitle(`${text.confirmTitle} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.duty}>
      <header className={classes.top}>
        <Brand />
        <SchemeSwitch />
      </header>
      <main className={classes.column}>
        <div>
          <h1>{text.confirmTitle}</h1>
          <p className={classes.lead}>{text.confirmSay}</p>
        </div>
        {confirm.isError && <ProblemNotice error={confirm.error} />}
        {confirm.isSuccess ? (
          <>
            <Notice kind="good">{text.confirmDone}</Notice>
            <div>
              <ButtonLink to="/account" isPrimary>
                {text.title}
              </ButtonLink>
            </div>
          </>
        ) : (
          <div>
            <Button
              isPrimary
              aria-busy={confirm.isPending}
              onClick={() => {
                confirm.mutate(window.location.hash.slice(1));
              }}
            >
              {text.confirmNow}
            </Button>
          </div>
        )}
      </main>
    </div>
  );
}
