import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router-dom';
import { useSession } from '@/api/session';
import { Button } from '@/components/Button';
import { ErrorSummary } from '@/components/ErrorSummary';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PublicPage } from '@/components/PublicPage';
import { invitationQuery } from './api';
import { PersonFields } from './components/PersonFields';
import classes from './Joining.module.css';
import { text } from './text';
import { useJoin } from './useJoin';
import { validateInvited } from './validate';

interface InvitedProps {
  token: string;
  email: string;
}

function InvitedForm({ token, email }: InvitedProps) {
  const { draft, change, errors, problem, isSending, send } = useJoin({ email });
  return (
    <form
      className={classes.form}
      noValidate
      aria-label={text.invitation.title}
      onSubmit={(event) => {
        event.preventDefault();
        void send(validateInvited(draft), {
          first_name: draft.firstName.trim(),
          last_name: draft.lastName.trim(),
          password: draft.password,
          invitation: token,
        });
      }}
    >
      <ErrorSummary title={text.summaryTitle} errors={errors} />
      {problem && <ProblemNotice error={problem} safe="" />}
      <PersonFields draft={draft} errors={errors} isEmailFixed onChange={change} />
      <Button type="submit" isPrimary isWide aria-busy={isSending}>
        {isSending ? text.register.submitting : text.register.submit}
      </Button>
    </form>
  );
}

export default function InvitationPage() {
  const token = useLocation().hash.slice(1);
  const session = useSession();
  const invitation = useQuery(invitationQuery(token));

  if (session.data?.authenticated) return <Navigate to="/meters" replace />;
  return (
    <PublicPage
      title={text.invitation.title}
      lead={invitation.data ? text.invitation.lead(invitation.data.organisation) : undefined}
    >
      {token === '' && (
        <Notice kind="bad" role="alert">
          <strong>{text.invitation.badTitle}</strong>
          <p>{text.invitation.badDetail}</p>
        </Notice>
      )}
      {invitation.isError && <ProblemNotice error={invitation.error} safe="" />}
      {invitation.data && <InvitedForm token={token} email={invitation.data.email} />}
    </PublicPage>
  );
}
