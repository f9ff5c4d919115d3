import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { useMoments } from '@/lib/moments';
import type { Which } from '../api';
import { invitationsQuery, useInvite, useWithdraw } from '../joiningApi';
import { text } from '../joiningText';
import classes from '../Organisation.module.css';

function InviteForm({ which }: { which: Which }) {
  const invite = useInvite(which);
  const [email, setEmail] = useState('');
  const problem = invite.error ? toProblem(invite.error) : undefined;
  const isAtEmail = problem?.document.place === 'email';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    invite.mutate(email.trim(), { onSuccess: () => { setEmail(''); } });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {invite.data && (
        <Notice kind="good">
          {text.sent(invite.data.invitation.email)}
          {invite.data.link && (
            <>
              <p>{text.hand}</p>
              <p className={classes.secret}>{invite.data.link}</p>
            </>
          )}
        </Notice>
      )}
      {problem && !isAtEmail && <ProblemNotice error={problem} />}
      <Field
        label={text.email}
        type="email"
        value={email}
        required
        autoComplete="off"
        error={isAtEmail ? `${problem.document.detail} ${problem.document.cure ?? ''}` : undefined}
        onChange={(event) => { setEmail(event.target.value); }}
      />
      <div>
        <Button type="submit" isPrimary>
          {text.invite}
        </Button>
      </div>
    </form>
  );
}

export function Invitations({ which }: { which: Which }) {
  const open = useQuery(invitationsQuery(which));
  const withdraw = useWithdraw(which);
  const { day } = useMoments();
  return (
    <Card title={text.inviteTitle} say={text.inviteSay}>
      <InviteForm which={which} />
      <h3 className={classes.gap}>{text.open}</h3>
      {withdraw.isError && <ProblemNotice error={withdraw.error} />}
      {open.isError && <ProblemNotice error={open.error} onRetry={() => void open.refetch()} />}
      {open.isPending && <Skeleton height={48} />}
      {open.data?.invitations.length === 0 && <p className={classes.muted}>{text.none}</p>}
      <ul className={classes.invitations}>
        {open.data?.invitations.map(({ id, email, expires }) => (
          <li key={id}>
            <span>
              {email} <span className={classes.muted}>{text.expires(day(expires))}</span>
            </span>
            <button type="button" className={classes.link} aria-label={text.withdrawOf(email)} onClick={() => { withdraw.mutate(id); }}>
              {text.withdraw}
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
