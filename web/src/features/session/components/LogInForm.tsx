import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { useLogIn } from '@/api/session';
import { Button } from '@/components/Button';
import { ErrorSummary } from '@/components/ErrorSummary';
import { Field, PasswordField } from '@/components/Field';
import { ProblemNotice } from '@/components/Notice';
import classes from '../LogIn.module.css';
import { text } from '../text';
import { validateLogIn, type LogInErrors } from '../validate';
import { CodeForm } from './CodeForm';

interface LogInFormProps {
  email: string;
  password: string;
  onEmail: (email: string) => void;
  onPassword: (password: string) => void;
}

export function LogInForm({ email, password, onEmail, onPassword }: LogInFormProps) {
  const [errors, setErrors] = useState<LogInErrors>({});
  const [asksForCode, setAsksForCode] = useState(false);
  const logIn = useLogIn();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const found = validateLogIn(email, password);
    setErrors(found);
    if (Object.keys(found).length > 0 || logIn.isPending) return;
    logIn.mutate(
      { email: email.trim(), password },
      {
        onError: (error) => {
          if (toProblem(error).document.type.endsWith('/second-factor-needed')) setAsksForCode(true);
        },
      },
    );
  };

  if (asksForCode) {
    return (
      <CodeForm
        error={logIn.error}
        isPending={logIn.isPending}
        onCode={(code) => {
          logIn.mutate({ email: email.trim(), password, code });
        }}
        onBack={() => {
          setAsksForCode(false);
          logIn.reset();
        }}
      />
    );
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={text.title}>
      <ErrorSummary title={text.summaryTitle} errors={errors} />
      {logIn.isError && Object.keys(errors).length === 0 && <ProblemNotice error={toProblem(logIn.error)} safe="" />}
      <Field
        id="email"
        name="email"
        type="email"
        label={text.email}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={254}
        value={email}
        error={errors.email}
        onChange={(event) => {
          onEmail(event.target.value);
        }}
      />
      <PasswordField
        id="password"
        name="password"
        label={text.password}
        showLabel={text.show}
        hideLabel={text.hide}
        autoComplete="current-password"
        required
        maxLength={1024}
        value={password}
        error={errors.password}
        onChange={(event) => {
          onPassword(event.target.value);
        }}
      />
      <Button type="submit" isPrimary isWide aria-busy={logIn.isPending}>
        {logIn.isPending ? text.submitting : text.submit}
      </Button>
    </form>
  );
}
