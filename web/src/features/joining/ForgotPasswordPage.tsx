import { useState } from 'react';
import { Link } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { Button } from '@/components/Button';
import { ErrorSummary } from '@/components/ErrorSummary';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PublicPage } from '@/components/PublicPage';
import { useAskForReset } from './api';
import { WhoFields } from './components/WhoFields';
import classes from './Joining.module.css';
import { text } from './text';
import { emailError, numberError, numberOf, type Errors, type Who } from './validate';

function AskForm({ onSent }: { onSent: () => void }) {
  const [email, setEmail] = useState('');
  const [who, setWho] = useState<Who>('meter');
  const [number, setNumber] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const ask = useAskForReset();

  const submit = (): void => {
    const found: Errors = { email: emailError(email), number: numberError({ who, number }) };
    setErrors(found);
    if (found.email || found.number || ask.isPending) return;
    ask.mutate({ email: email.trim(), ...numberOf({ who, number }) }, { onSuccess: onSent });
  };

  return (
    <form
      className={classes.form}
      noValidate
      aria-label={text.forgot.title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ErrorSummary title={text.summaryTitle} errors={errors} />
      {ask.isError && <ProblemNotice error={ask.error} safe="" />}
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
          setEmail(event.target.value);
        }}
      />
      <WhoFields who={who} number={number} error={errors.number} onWho={setWho} onNumber={setNumber} />
      <Button type="submit" isPrimary isWide aria-busy={ask.isPending}>
        {ask.isPending ? text.forgot.submitting : text.forgot.submit}
      </Button>
    </form>
  );
}

export default function ForgotPasswordPage() {
  const portal = usePortal();
  const [isSent, setIsSent] = useState(false);
  const sendsMail = portal.data?.sends_mail ?? true;
  return (
    <PublicPage title={text.forgot.title} lead={sendsMail ? text.forgot.lead : undefined}>
      {!sendsMail && (
        <Notice kind="info">
          <strong>{text.forgot.noMailTitle}</strong>
          <p>{text.forgot.noMailDetail}</p>
        </Notice>
      )}
      {isSent && (
        <Notice kind="good">
          <strong>{text.forgot.sentTitle}</strong>
          <p>{text.forgot.sentDetail}</p>
          <p>{text.forgot.sentNothing}</p>
        </Notice>
      )}
      {isSent && (
        <Button
          isWide
          onClick={() => {
            setIsSent(false);
          }}
        >
          {text.forgot.again}
        </Button>
      )}
      {sendsMail && !isSent && (
        <AskForm
          onSent={() => {
            setIsSent(true);
          }}
        />
      )}
      <p className={classes.after}>
        <Link to="/log-in">{text.logIn}</Link>
      </p>
    </PublicPage>
  );
}
