import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import { text as shared } from '@/components/text';
import classes from '../Admin.module.css';
import { useCreate, type Scope, type TokenMade } from './api';
import { text } from './text';

const SCOPES: readonly Scope[] = ['import', 'export', 'read'];
const FIRST_DAYS = 365;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function Shown({ made, onClose }: { made: TokenMade; onClose: () => void }) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Dialog title={text.made(made.name)} onClose={onClose}>
      <div className={classes.form}>
        <p>{text.madeDetail}</p>
        <code className={classes.secret}>{made.token}</code>
        <span role="status">{isCopied && text.copied}</span>
        <div className={classes.buttons}>
          <Button onClick={() => { void navigator.clipboard.writeText(made.token).then(() => { setIsCopied(true); }); }}>{text.copy}</Button>
          <Button isPrimary onClick={onClose}>
            {text.done}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Asks what the token is for, then shows it once. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [expires, setExpires] = useState(inDays(FIRST_DAYS));
  const create = useCreate();
  if (create.data) return <Shown made={create.data} onClose={onClose} />;
  const problem = create.error ? toProblem(create.error) : undefined;
  const place = problem?.document.place;
  const at = (field: string): string | undefined =>
    problem && place === field ? `${problem.document.detail} ${problem.document.cure ?? ''}` : undefined;
  const isAtField = ['name', 'scopes', 'expires'].includes(place ?? '');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    create.mutate({ name: name.trim(), scopes, expires: `${expires}T00:00:00Z` });
  };
  return (
    <Dialog title={text.createTitle} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {problem && !isAtField && <ProblemNotice error={problem} />}
        <Field label={text.name} help={text.nameHelp} value={name} maxLength={100} required autoComplete="off" error={at('name')} onChange={(event) => { setName(event.target.value); }} />
        <fieldset className={classes.choices}>
          <legend>{text.scopes}</legend>
          {SCOPES.map((scope) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => {
                  setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope));
                }}
              />
              {text.scopeDetails[scope]}
            </label>
          ))}
          {at('scopes') && <Notice kind="bad" role="alert">{text.noScope}</Notice>}
        </fieldset>
        <Field label={text.expiresOn} help={text.expiresHelp} type="date" value={expires} required error={at('expires')} onChange={(event) => { setExpires(event.target.value); }} />
        <div className={classes.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
