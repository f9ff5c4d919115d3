import { Link, Navigate } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { useSession } from '@/api/session';
import { Button, ButtonLink } from '@/components/Button';
import { ErrorSummary } from '@/components/ErrorSummary';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PublicPage } from '@/components/PublicPage';
import { PersonFields } from './components/PersonFields';
import { WhoFields } from './components/WhoFields';
import classes from './Joining.module.css';
import { text } from './text';
import { useJoin } from './useJoin';
import { numberOf, validateRegistration } from './validate';

function Waiting() {
  return (
    <PublicPage title={text.register.waitingTitle} lead={text.register.waitingLead}>
      <Notice kind="info">{text.register.waitingNext}</Notice>
      <ButtonLink to="/log-in" isPrimary isWide>
        {text.logIn}
      </ButtonLink>
    </PublicPage>
  );
}

export default function RegisterPage() {
  const session = useSession();
  const needsCode = usePortal().data?.claim_codes_required ?? true;
  const { draft, change, errors, problem, isSending, isWaiting, send } = useJoin();

  if (session.data?.authenticated) return <Navigate to="/meters" replace />;
  if (isWaiting) return <Waiting />;
  const isMeter = draft.who === 'meter';
  return (
    <PublicPage title={text.register.title} lead={text.register.lead}>
      <form
        className={classes.form}
        noValidate
        aria-label={text.register.title}
        onSubmit={(event) => {
          event.preventDefault();
          void send(validateRegistration(draft, needsCode), {
            email: draft.email.trim(),
            first_name: draft.firstName.trim(),
            last_name: draft.lastName.trim(),
            password: draft.password,
            ...numberOf(draft),
            ...(draft.code.trim() && { claim_code: draft.code.trim() }),
          });
        }}
      >
        <ErrorSummary title={text.summaryTitle} errors={errors} />
        {problem && <ProblemNotice error={problem} safe="" />}
        <WhoFields
          who={draft.who}
          number={draft.number}
          error={errors.number}
          onWho={(who) => {
            change({ who });
          }}
          onNumber={(number) => {
            change({ number });
          }}
        />
        {needsCode && (
          <Field
            id="claim_code"
            name="claim_code"
            label={isMeter ? text.claimCode : text.joinCode}
            help={isMeter ? text.claimCodeHelp : text.joinCodeHelp}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            required={isMeter}
            value={draft.code}
            error={errors.claim_code}
            onChange={(event) => {
              change({ code: event.target.value });
            }}
          />
        )}
        <PersonFields draft={draft} errors={errors} onChange={change} />
        <Button type="submit" isPrimary isWide aria-busy={isSending}>
          {isSending ? text.register.submitting : text.register.submit}
        </Button>
      </form>
      <p className={classes.after}>
        <Link to="/log-in">{text.register.haveAccount}</Link>
      </p>
    </PublicPage>
  );
}
