import { useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { Button, ButtonLink } from '@/components/Button';
import { ErrorSummary } from '@/components/ErrorSummary';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PublicPage } from '@/components/PublicPage';
import { useResetPassword } from './api';
import { NewPasswordField } from './components/PersonFields';
import classes from './Joining.module.css';
import { text } from './text';
import { passwordError, type Errors } from './validate';

function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const reset = useResetPassword();

  const submit = (): void => {
    const found: Errors = { password: passwordError(password) };
    setErrors(found);
    if (found.password || reset.isPending) return;
    reset.mutate({ token, password }, { onSuccess: onDone });
  };

  return (
    <form
      className={classes.form}
      noValidate
      aria-label={text.reset.title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ErrorSummary title={text.summaryTitle} errors={errors} />
      {reset.isError && <ProblemNotice error={reset.error} safe="" />}
      <NewPasswordField label={text.newPassword} value={password} error={errors.password} onChange={setPassword} />
      <Button type="submit" isPrimary isWide aria-busy={reset.isPending}>
        {reset.isPending ? text.reset.submitting : text.reset.submit}
      </Button>
      {reset.isError && (
        <p className={classes.after}>
          <Link to="/forgot-password">{text.reset.askAgain}</Link>
        </p>
      )}
    </form>
  );
}

export default function ResetPasswordPage() {
  const token = useLocation().hash.slice(1);
  const [isDone, setIsDone] = useState(false);
  if (isDone)
    return (
      <PublicPage title={text.reset.doneTitle}>
        <Notice kind="good">{text.reset.doneDetail}</Notice>
        <ButtonLink to="/log-in" isPrimary isWide>
          {text.logIn}
        </ButtonLink>
      </PublicPage>
    );
  return (
    <PublicPage title={text.reset.title} lead={text.reset.lead}>
      {token === '' ? (
        <Notice kind="bad" role="alert">
          <strong>{text.reset.badTitle}</strong>
          <p>{text.reset.badDetail}</p>
        </Notice>
      ) : (
        <ResetForm
          token={token}
          onDone={() => {
            setIsDone(true);
          }}
        />
      )}
    </PublicPage>
  );
}
