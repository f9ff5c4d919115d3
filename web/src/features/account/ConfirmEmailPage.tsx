import { Button, ButtonLink } from '@/components/Button';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PublicPage } from '@/components/PublicPage';
import { useConfirmEmail } from './api';
import { text } from './text';

/** Where the link of the mail leads. A press of the button confirms, so that a program that looks at links does not. */
export default function ConfirmEmailPage() {
  const confirm = useConfirmEmail();
  return (
    <PublicPage title={text.confirmTitle} lead={text.confirmSay} width="wide">
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
    </PublicPage>
  );
}
